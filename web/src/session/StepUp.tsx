/**
 * Asking for the PIN when the platform wants it. Whoever changes something that may need it runs it
 * through `useStepUp`; the sheet that asks hangs in the shell, once, and is loaded when first needed.
 */
import { lazy, Suspense, useSyncExternalStore } from "react";
import { Refused } from "~/api/problem";

/** `confirm`: who has the PIN gives it. `set`: a first PIN is chosen. */
export type PinPurpose = "confirm" | "set";

export type PinRequest = {
  readonly purpose: PinPurpose;
  /** Ends the asking: whether the PIN was given. */
  readonly settle: (given: boolean) => void;
};

let asking: PinRequest | undefined;
const listeners = new Set<() => void>();

function become(next: PinRequest | undefined): void {
  asking = next;
  for (const listener of listeners) listener();
}

/** Asks for the PIN over whatever is shown. False if it was put away. */
export function askForPin(purpose: PinPurpose): Promise<boolean> {
  asking?.settle(false);
  return new Promise((resolve) => {
    become({
      purpose,
      settle: (given) => {
        become(undefined);
        resolve(given);
      },
    });
  });
}

function wantsPin(error: unknown): boolean {
  return error instanceof Refused && ["step_up_required", "pin_needed"].includes(error.code);
}

/**
 * Runs a change under one idempotency key; if it wants the PIN, asks for it and runs it again under
 * the same. Raises what the change raises: `step_up_required` itself where no PIN was given.
 *
 * Keep the `key` yourself for money, so that asking again after an unknown outcome is the same request.
 */
export async function confirmed<T>(
  run: (key: string) => Promise<T>,
  key: string = crypto.randomUUID(),
): Promise<T> {
  try {
    return await run(key);
  } catch (error) {
    if (!wantsPin(error) || !(await askForPin("confirm"))) throw error;
    return run(key);
  }
}

/** `const stepUp = useStepUp(); useMutation({ mutationFn: () => stepUp((key) => pay(body, key)) })` */
export function useStepUp(): typeof confirmed {
  return confirmed;
}

const PinSheet = lazy(() => import("./PinSheet").then((file) => ({ default: file.PinSheet })));

/** Where the sheet is shown; the shell has it. */
export function StepUpHost() {
  const request = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asking,
  );
  if (request === undefined) return null;
  return (
    <Suspense>
      <PinSheet request={request} />
    </Suspense>
  );
}
