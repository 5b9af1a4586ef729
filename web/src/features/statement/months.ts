import { dayHere } from "~/i18n/format";

/** The month (YYYY-MM) that it is here. */
export function monthHere(now = new Date()): string {
  return dayHere(now).slice(0, 7);
}

/** So many months after a month; before it, if negative. */
export function monthAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** The moment at which a day (YYYY-MM-DD) begins here; India has one zone, and no summer time. */
export function startOf(day: string): string {
  return new Date(`${day}T00:00:00+05:30`).toISOString();
}

/** The moment at which a day is over here. */
export function endOf(day: string): string {
  return new Date(Date.parse(startOf(day)) + 86_400_000).toISOString();
}
