/** What a browser has and this environment lacks, and a platform that answers each request by its example. */
import "fake-indexeddb/auto";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll } from "vitest";
import { startTexts } from "~/i18n";
import { platform } from "./platform";

// A machine that is busy with more is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });

const held = new Map<string, Promise<unknown>>();

/** Web Locks as we use them: one holder of a name at a time, in the order in which they asked. */
Object.defineProperty(navigator, "locks", {
  value: {
    request<T>(name: string, hold: () => Promise<T>): Promise<T> {
      const mine = (held.get(name) ?? Promise.resolve()).then(hold);
      held.set(
        name,
        mine.catch(() => undefined),
      );
      return mine;
    },
  },
});

beforeAll(async () => {
  // A request that no handler knows is a mistake of the test's, or of the app's.
  platform.listen({ onUnhandledFrame: "error" });
  await startTexts("en");
});

afterEach(() => {
  cleanup();
  platform.resetHandlers();
});

afterAll(() => platform.close());
