import { dayHere } from "~/i18n/format";
import type { Ask } from "./api";

/** An ask as it stands now: one that nobody answered in time is over, whatever it still says. */
export type Standing = Ask["state"] | "waiting";

export function standingOf(ask: Ask, now = Date.now()): Standing {
  if (ask.state !== "open") return ask.state;
  if (Date.parse(ask.expires_at) <= now) return "expired";
  return ask.waits_since === null ? "open" : "waiting";
}

export const TONES = {
  open: "accent",
  waiting: "gold",
  paid: "good",
  declined: "bad",
  cancelled: "plain",
  expired: "plain",
} as const satisfies Record<Standing, string>;

export function isOpen(ask: Ask): boolean {
  const standing = standingOf(ask);
  return standing === "open" || standing === "waiting";
}

export const lastDay = (ask: Ask): string => dayHere(ask.expires_at);
