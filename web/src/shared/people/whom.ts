import type { Schemas } from "~/api/client";

/** Somebody to be asked or paid: by exactly one of a phone and a handle. */
export type Whom = { readonly phone: string } | { readonly handle: string };

const PHONE = /^\+?\d{10,15}$/;
const HANDLE = /^[a-z][a-z0-9_.]{2,29}$/;

/** What was typed, as a phone (with or without the country's code) or a handle; undefined for neither. */
export function whomOf(typed: string): Whom | undefined {
  const text = typed.trim().toLowerCase();
  const digits = text.replaceAll(/[\s()-]/g, "");
  if (PHONE.test(digits)) return { phone: digits };
  const handle = text.replace(/^@/, "");
  return HANDLE.test(handle) ? { handle } : undefined;
}

export function named(whom: Whom): string {
  return "phone" in whom ? whom.phone : `@${whom.handle}`;
}

export type Member = Schemas["Member"]["person"];
