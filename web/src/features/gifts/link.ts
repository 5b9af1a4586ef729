import type { GiftLink } from "./api";

const TOKEN = /^gft_[0-7][0-9a-hjkmnp-tv-z]{25}\.[A-Za-z0-9_-]{43}$/;

/** The address that a relative opens. The token is in its fragment, which browsers send to nobody. */
export function addressOf(token: string): string {
  return `${location.origin}/gift#${token}`;
}

/** The token of the address that was opened; undefined where it has none, or half of one. */
export function tokenIn(fragment: string): string | undefined {
  const token = fragment.replace(/^#/, "");
  return TOKEN.test(token) ? token : undefined;
}

export type Standing = "open" | "used" | "expired" | "revoked";

export function standingOf(link: GiftLink, now = Date.now()): Standing {
  if (link.revoked_at !== null) return "revoked";
  if (link.used >= link.most_gifts) return "used";
  return Date.parse(link.expires_at) <= now ? "expired" : "open";
}
