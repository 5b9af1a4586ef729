/** What is looked for, as it stands in the address: so it can be gone back to, and kept. */
import type { Search } from "./api";
import { endOf, startOf } from "./months";

export const CATEGORIES = [
  "food",
  "groceries",
  "outings",
  "games_and_digital",
  "clothes",
  "books_and_stationery",
  "education",
  "electronics",
  "phone_and_internet",
  "transport",
  "travel",
  "sport",
  "health",
  "beauty",
  "home",
  "charity",
  "cash",
  "people",
  "savings",
  "allowances",
  "chores",
  "gifts",
  "top_ups",
  "refunds",
  "other",
] as const;

export type ActivitySearch = {
  q?: string | undefined;
  direction?: "in" | "out" | undefined;
  category?: (typeof CATEGORIES)[number] | undefined;
  /** Days (YYYY-MM-DD), both included. */
  from?: string | undefined;
  to?: string | undefined;
  wallet?: string | undefined;
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads an address: what is unreadable in it is left out, as if nobody had written it. */
export function readSearch(raw: Record<string, unknown>): ActivitySearch {
  const text = (name: string, pattern: RegExp) => {
    const value = raw[name];
    return typeof value === "string" && pattern.test(value) ? value : undefined;
  };
  return {
    q: raw["q"] === undefined ? undefined : String(raw["q"]).slice(0, 80),
    direction: (["in", "out"] as const).find((one) => one === raw["direction"]),
    category: CATEGORIES.find((one) => one === raw["category"]),
    from: text("from", DAY),
    to: text("to", DAY),
    wallet: text("wallet", /^wal_/),
  };
}

export type MonthSearch = { wallet?: string | undefined; month?: string | undefined };

export function readMonth(raw: Record<string, unknown>): MonthSearch {
  const { wallet, month } = raw;
  return {
    wallet: typeof wallet === "string" && wallet.startsWith("wal_") ? wallet : undefined,
    month: typeof month === "string" && /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? month : undefined,
  };
}

/** As the platform is asked. Days are whole ones, the last included. */
export function asked(search: ActivitySearch, wallet: string | undefined): Search {
  const q = search.q?.trim();
  return {
    ...(wallet !== undefined && { wallet }),
    ...(q && { q }),
    ...(search.direction && { direction: search.direction }),
    ...(search.category && { category: search.category }),
    ...(search.from && { since: startOf(search.from) }),
    ...(search.to && { until: endOf(search.to) }),
  };
}

export function isNarrowed({ q, direction, category, from, to }: ActivitySearch): boolean {
  return [q?.trim(), direction, category, from, to].some(Boolean);
}
