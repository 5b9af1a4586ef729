/**
 * What a UPI code says, for the screen before the platform has looked at it. The platform reads it
 * again, strictly, and decides: here it is enough to know who is named, and whether the code fixes
 * the amount.
 */
import { minorOf } from "~/i18n/format";

export type UpiLink = {
  readonly vpa: string;
  readonly name: string | undefined;
  /** Minor units that the code fixes; with `minimum` one may pay less, down to that. */
  readonly amount: number | undefined;
  readonly minimum: number | undefined;
  readonly note: string | undefined;
};

const LONGEST = 1024;
const ACTION = /^upi:(?:\/\/)?pay\/?(?:\?(.*))?$/is;
const VPA = /^[a-z0-9._-]{2,200}@[a-z][a-z0-9.-]{0,62}$/i;

/** What the code says; undefined where it is no code that could be paid. */
export function readUpi(text: string): UpiLink | undefined {
  const trimmed = text.trim();
  const found = trimmed.length <= LONGEST ? ACTION.exec(trimmed) : null;
  if (found === null) return undefined;
  const values = parametersOf(found[1] ?? "");
  const vpa = values?.get("pa")?.trim() ?? "";
  if (values === undefined || !VPA.test(vpa)) return undefined;
  return {
    vpa: vpa.toLowerCase(),
    name: values.get("pn")?.trim() || undefined,
    amount: amountOf(values.get("am")),
    minimum: amountOf(values.get("mam")),
    note: values.get("tn")?.trim() || undefined,
  };
}

/** The code of a bare UPI id ("canteen@tuppence"); undefined where it is none. */
export function upiOf(id: string): string | undefined {
  const vpa = id.trim().toLowerCase();
  if (!VPA.test(vpa)) return undefined;
  // A code has to name somebody. What is shown is the name that the platform knows.
  return `upi://pay?pa=${vpa}&pn=${encodeURIComponent(vpa)}`;
}

/** Undefined where a key stands twice or a value cannot be decoded: it could be read two ways. */
function parametersOf(query: string): Map<string, string> | undefined {
  const values = new Map<string, string>();
  for (const part of query.replaceAll("&amp;", "&").split("&")) {
    if (part.trim() === "") continue;
    const at = part.indexOf("=");
    const key = (at < 0 ? part : part.slice(0, at)).toLowerCase();
    if (values.has(key)) return undefined;
    try {
      values.set(key, at < 0 ? "" : decodeURIComponent(part.slice(at + 1).replaceAll("+", " ")));
    } catch {
      return undefined;
    }
  }
  return values;
}

function amountOf(text: string | undefined): number | undefined {
  // Without commas, which a code never has: "1,000" is for the platform to refuse.
  return text === undefined || text.includes(",") ? undefined : minorOf(text) || undefined;
}
