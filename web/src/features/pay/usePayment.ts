/**
 * A payment from the moment it is confirmed until it is certain what became of it. One key all that
 * time, kept on the device before anything is sent: neither a lost answer nor a closed app can make two
 * payments of one.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { OFFLINE, Refused } from "~/api/problem";
import { useStepUp } from "~/session/StepUp";
import { payeesQuery, remember, remembered, unsettledQuery } from "~/shared/device";
import type { Payee, Unsettled } from "~/shared/draft";
import { type PayBody, pay } from "./api";
import { keyOf, withoutAmount } from "./target";

export type Sending =
  | { readonly state: "idle" | "sending" | "askingAgain" }
  /** Nothing was done, and why. */
  | { readonly state: "refused"; readonly error: unknown }
  /** It may have gone, or not. Asking again under the same key tells, or does it. */
  | { readonly state: "unknown"; readonly attempt: Unsettled };

const MOST_PAYEES = 12;

export function usePayment(onDecided: (payment: string) => void) {
  const client = useQueryClient();
  const stepUp = useStepUp();
  const [sending, setSending] = useState<Sending>({ state: "idle" });

  async function settle(attempt: Unsettled): Promise<void> {
    await note(attempt);
    try {
      const payment = await stepUp((key) => pay(attempt.body, key), attempt.key);
      await note(undefined);
      await rememberPayee({ to: attempt.body.to, name: payment.payee.name, shop: attempt.shop });
      onDecided(payment.id);
    } catch (error) {
      if (!(error instanceof Refused) || error.unknown) {
        setSending({ state: "unknown", attempt });
        return;
      }
      await note(undefined);
      const { payment } = error.problem;
      if (typeof payment === "string") onDecided(payment);
      else setSending({ state: "refused", error });
    } finally {
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "preview" });
    }
  }

  async function note(attempt: Unsettled | undefined): Promise<void> {
    await remember("unsettled", attempt);
    client.setQueryData(unsettledQuery.queryKey, attempt ?? null);
  }

  async function rememberPayee(paid: Omit<Payee, "at">): Promise<void> {
    const known = (await remembered("payees")) ?? [];
    const others = known.filter((one) => keyOf(one.to) !== keyOf(paid.to));
    const to = withoutAmount(paid.to);
    const payees = [{ ...paid, to, at: new Date().toISOString() }, ...others].slice(0, MOST_PAYEES);
    await remember("payees", payees);
    client.setQueryData(payeesQuery.queryKey, payees);
  }

  return {
    sending,
    /** Sends it, now or not at all: without a connection nothing is sent, nor kept to be sent later. */
    confirm(body: PayBody, name: string, shop: boolean): void {
      if (!navigator.onLine) {
        setSending({ state: "refused", error: new Refused(OFFLINE) });
        return;
      }
      const key = crypto.randomUUID();
      setSending({ state: "sending" });
      void settle({ key, body, name, shop, since: new Date().toISOString() });
    },
    /** Asks what became of an attempt, by the same request once more. */
    askAgain(attempt: Unsettled): void {
      setSending({ state: "askingAgain" });
      void settle(attempt);
    },
    /** To change something after a refusal. */
    reset: () => setSending({ state: "idle" }),
  };
}
