/** An amount as it is typed on the pad: the text that is shown, never a float. */
import type { PadKey } from "~/design/Pad";
import { minorOf } from "~/i18n/format";

const MOST_WHOLE = 7;
const PARTS = 2;

/** What is typed after one more key. A key that makes no amount changes nothing. */
export function press(typed: string, key: PadKey): string {
  if (key === "back") return typed.slice(0, -1);
  const point = typed.indexOf(".");
  if (key === ".") return point >= 0 ? typed : `${typed || "0"}.`;
  if (point >= 0) return typed.length - point > PARTS ? typed : typed + key;
  if (typed === "0") return key;
  return typed.length >= MOST_WHOLE ? typed : typed + key;
}

/** Minor units of what is typed; 0 while it is nothing. */
export function minorTyped(typed: string): number {
  return minorOf(typed.endsWith(".") ? typed.slice(0, -1) : typed) ?? 0;
}

/** What would have been typed for an amount. */
export function typedOf(minor: number): string {
  const whole = String(Math.trunc(minor / 100));
  const parts = minor % 100;
  return parts === 0 ? whole : `${whole}.${String(parts).padStart(PARTS, "0")}`;
}

/** As it is shown while it is typed: 1,23,456. and then the paise as far as they are there. */
export function shownTyped(typed: string, language: string): string {
  const [whole = "", parts] = typed.split(".");
  const grouped = new Intl.NumberFormat(`${language}-IN-u-nu-latn`).format(Number(whole || "0"));
  return parts === undefined ? grouped : `${grouped}.${parts}`;
}
