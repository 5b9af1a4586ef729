/** Amounts and times, as people here write them. Amounts are integers of minor units, never floats. */

/** ₹1,23,456.00 of 12345600: the integer is cut into rupees and paise before it is written. */
export function money(minor: number, unit: string, language: string): string {
  const sign = minor < 0 ? "−" : "";
  const whole = Math.trunc(Math.abs(minor) / 100);
  const parts = String(Math.abs(minor) % 100).padStart(2, "0");
  const grouped = new Intl.NumberFormat(`${language}-IN-u-nu-latn`).format(whole);
  return `${sign}${unit === "INR" ? "₹" : `${unit} `}${grouped}.${parts}`;
}

/** Minor units of what was typed ("1,234.5"); undefined if it is no amount. */
export function minorOf(typed: string): number | undefined {
  const found = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(typed.replaceAll(",", "").trim());
  if (found === null) return undefined;
  return Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
}

const ZONE = "Asia/Kolkata";

export function day(at: string, language: string): string {
  return new Intl.DateTimeFormat(`${language}-IN-u-nu-latn`, {
    day: "numeric",
    month: "short",
    timeZone: ZONE,
  }).format(new Date(at));
}

export function time(at: string, language: string): string {
  return new Intl.DateTimeFormat(`${language}-IN-u-nu-latn`, {
    hour: "numeric",
    minute: "2-digit",
    timeZone: ZONE,
  }).format(new Date(at));
}

/** "Today, 4:05 pm", "Yesterday, …", or the day and time. */
export function when(at: string, language: string, now = new Date()): string {
  const dayOf = (moment: Date) =>
    new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(moment);
  const ago = (Date.parse(dayOf(now)) - Date.parse(dayOf(new Date(at)))) / 86_400_000;
  if (ago !== 0 && ago !== 1) return `${day(at, language)}, ${time(at, language)}`;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-ago, "day");
  return `${relative[0]?.toLocaleUpperCase(language)}${relative.slice(1)}, ${time(at, language)}`;
}

/** What somebody is called to their face. */
export function firstName(name: string): string {
  return name.split(" ")[0] ?? name;
}

/** "a, b and c", or "a, b or c" */
export function listed(
  items: readonly string[],
  language: string,
  type: "conjunction" | "disjunction" = "conjunction",
): string {
  return new Intl.ListFormat(`${language}-IN`, { type }).format(items);
}

/** Minutes and seconds that are left: 4:05. */
export function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.trunc(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Monday to Sunday for 1 to 7, as ISO counts them. */
export function weekday(
  iso: number,
  language: string,
  width: "long" | "short" | "narrow" = "long",
): string {
  // 1 January 2024 was a Monday.
  return new Intl.DateTimeFormat(language, { weekday: width, timeZone: "UTC" }).format(
    new Date(Date.UTC(2024, 0, iso)),
  );
}

/** "5 December", with the year where it is another one. `on` is a day (YYYY-MM-DD) or a time. */
export function fullDay(on: string, language: string, now = new Date()): string {
  const year = (moment: Date) =>
    new Intl.DateTimeFormat("en-CA", { year: "numeric", timeZone: ZONE }).format(moment);
  const date = new Date(on);
  return new Intl.DateTimeFormat(`${language}-IN-u-nu-latn`, {
    day: "numeric",
    month: "long",
    ...(year(date) !== year(now) && { year: "numeric" }),
    timeZone: ZONE,
  }).format(date);
}

/** "November 2026" of 2026-11. */
export function monthName(month: string, language: string): string {
  return new Intl.DateTimeFormat(`${language}-IN-u-nu-latn`, {
    month: "long",
    year: "numeric",
    timeZone: ZONE,
  }).format(new Date(`${month}-15T00:00:00Z`));
}

/** The day (YYYY-MM-DD) that it is here at a moment. */
export function dayHere(at: Date | string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(new Date(at));
}

/** Days from today until a day (YYYY-MM-DD); negative for one that is over. */
export function daysUntil(on: string, now = new Date()): number {
  return Math.round((Date.parse(on) - Date.parse(dayHere(now))) / 86_400_000);
}

/** "today", "tomorrow", "in 5 days", "2 days ago". */
export function fromToday(on: string, language: string, now = new Date()): string {
  return new Intl.RelativeTimeFormat(`${language}-u-nu-latn`, { numeric: "auto" }).format(
    daysUntil(on, now),
    "day",
  );
}
