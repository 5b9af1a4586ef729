import type { Schemas } from "~/api/client";

type Payment = Schemas["Payment"];

/** `within`: from one to another of one's own wallets, such as into a goal. */
export type Direction = "in" | "out" | "within";

/** Which way a payment went, for whoever has these wallets. */
export function directionOf(payment: Payment, own: ReadonlySet<string>): Direction {
  const from = payment.payer.wallet !== null && own.has(payment.payer.wallet);
  const to = payment.payee.wallet !== null && own.has(payment.payee.wallet);
  if (from && to) return "within";
  return to ? "in" : "out";
}

/** Who is on the other side. */
export function otherSide(payment: Payment, direction: Direction): string {
  return direction === "in" ? payment.payer.name : payment.payee.name;
}
