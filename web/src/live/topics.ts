/**
 * What is read anew for which hint: the topics that the platform tells of (reach/live/topics.py) and
 * the first words of the query keys that show them. A new query of a feature is a word here.
 */
const TOPICS = {
  payments: ["home", "payments", "receipts", "wallets", "goals"],
  // Whether a payment will work is read anew when a guardian freezes or decides, not when money moves:
  // of one's own payment, on its way, it would say that it cannot be made a second time.
  wallets: ["home", "wallets", "preview"],
  controls: ["home", "controls", "payments", "preview"],
  approvals: ["home", "approvals"],
  asks: ["home", "asks", "bills"],
  bills: ["bills", "asks"],
  allowances: ["allowances", "home"],
  chores: ["chores", "turns", "split"],
  goals: ["goals", "home"],
  ious: ["ious", "turns", "allowances"],
  gifts: ["gift-links", "gifts"],
  appeals: ["appeals", "home"],
  consent: ["consent", "home", "me"],
  family: ["family", "rights", "quorum", "home", "me", "invitations", "proposals"],
  invitations: ["invitations", "family"],
  proposals: ["proposals", "family"],
  kyc: ["kyc", "wallets", "home"],
  privacy: ["privacy", "erasure"],
  devices: ["devices"],
  passkeys: ["passkeys"],
  resets: ["resets"],
  me: ["me"],
} as const satisfies Record<string, readonly string[]>;

/** The first words of the keys that a topic changes; all of them where it is not known here. */
export function keysOf(topic: string): readonly string[] | undefined {
  return Object.hasOwn(TOPICS, topic) ? TOPICS[topic as keyof typeof TOPICS] : undefined;
}

/** Keys of what no hint is about: it never changes, is this device's own, or has a gift link's secret in it. */
export const OWN = ["device", "unsettled", "preview", "push", "consent-text", "invited"];
