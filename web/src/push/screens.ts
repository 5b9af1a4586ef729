/** Which screen a push leads to. The service worker and the app read it alike. */

const SCREENS: Record<string, (id: string) => string> = {
  // An ask waits for a guardian as a payment does.
  approvals: (id) => (id.startsWith("ask_") ? `/approvals/asks/${id}` : `/approvals/${id}`),
  asks: (id) => `/asks/${id}`,
  appeals: (id) => `/appeals/${id}`,
  payments: (id) => `/payments/${id}`,
  goals: (id) => `/goals/${id}`,
  gifts: () => "/gifts",
  proposals: () => "/family/decisions",
  passkeys: () => "/me/passkeys",
};

const ID = /^[a-z]{3,5}_[0-9a-hjkmnp-tv-z]{26}$/;

/** The path of the screen; the first one for what has none of its own. */
export function screenOf(topic: string, id: string): string {
  const screen = Object.hasOwn(SCREENS, topic) ? SCREENS[topic] : undefined;
  return screen !== undefined && ID.test(id) ? screen(id) : "/";
}
