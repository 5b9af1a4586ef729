/** Whom somebody means by what they typed, pasted or scanned. */
import type { To } from "~/shared/draft";
import { readUpi, upiOf } from "./upi";

const HANDLE = /^[a-z][a-z0-9_.-]{2,29}$/;

/** Undefined where it names nobody: neither a code, an id, a phone nor a handle. */
export function targetOf(text: string): To | undefined {
  const typed = text.trim();
  if (/^upi:/i.test(typed)) return readUpi(typed) && { upi: typed };
  const handle = typed.replace(/^@/, "").toLowerCase();
  if (HANDLE.test(handle)) return { handle };
  const upi = upiOf(typed);
  if (upi !== undefined) return { upi };
  const phone = phoneOf(typed);
  return phone === undefined ? undefined : { phone };
}

/** In full, with the country that a bare number of ten digits is of. */
function phoneOf(typed: string): string | undefined {
  const digits = typed.replaceAll(/[\s()-]/g, "");
  if (/^\+[1-9]\d{7,14}$/.test(digits)) return digits;
  const national = /^0?([5-9]\d{9})$/.exec(digits)?.[1];
  return national && `+91${national}`;
}

/** How they are written beside their name: @meera, canteen@tuppence, a phone. */
export function addressOf(to: To): string {
  if (to.handle !== undefined) return `@${to.handle}`;
  if (to.upi !== undefined) return readUpi(to.upi)?.vpa ?? to.upi;
  return to.phone ?? "";
}

/** The same for the same payee, whatever else a code says: an amount, a note. */
export function keyOf(to: To): string {
  return addressOf(to).toLowerCase();
}

/** A code without its amount, note and reference: those were of one payment, and the next is another. */
export function withoutAmount(to: To): To {
  if (to.upi === undefined) return to;
  const [action = "", ...parts] = to.upi.replaceAll("&amp;", "&").split(/[?&]/);
  return { upi: `${action}?${parts.filter((part) => /^(?:pa|pn|mc)=/i.test(part)).join("&")}` };
}
