/** A payment that is being made. It travels in the history's state: never in an address that is logged. */
import type { Schemas } from "~/api/client";

export type To = Schemas["ToBodyRequest"];

export type Draft = {
  readonly to: To;
  /** As the payer has seen it so far; the platform's own name replaces it. */
  readonly name?: string | undefined;
  readonly amount?: number | undefined;
  readonly note?: string | undefined;
};

/** Somebody who was paid from here. */
export type Payee = {
  readonly to: To;
  readonly name: string;
  readonly shop: boolean;
  readonly at: string;
};

/** A payment that was sent under a key, and of which it is not known what became. */
export type Unsettled = {
  readonly key: string;
  readonly body: Schemas["PayBodyRequest"];
  readonly name: string;
  readonly shop: boolean;
  readonly since: string;
};

declare module "@tanstack/react-router" {
  interface HistoryState {
    draft?: Draft;
    /** The payment on this screen was made a moment ago. */
    just?: boolean;
  }
}
