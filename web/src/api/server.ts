/**
 * Which platform the app speaks to: the one it came from. In a demo, builders may have it speak to
 * another that this one lists; elsewhere nobody can, whatever is kept on the device: the platform lists
 * none, and its policy has the browser ask nobody else.
 */

/** Whether this app was built with its builders' tools; a platform in production offers them nowhere. */
export const BUILDERS = import.meta.env.VITE_BUILDERS !== "off";

const CHOSEN = "tuppence-server";

let origin = location.origin;
let asked: Promise<readonly string[] | undefined> | undefined;

export function serverOrigin(): string {
  return origin;
}

/** The servers that builders may choose besides this one; undefined where builders have no tools. */
export function builderServers(): Promise<readonly string[] | undefined> {
  asked ??= BUILDERS ? list() : Promise.resolve(undefined);
  return asked;
}

async function list(): Promise<readonly string[] | undefined> {
  const answer = await fetch("/dev/builders.json").catch(() => undefined);
  if (answer?.ok !== true) {
    asked = undefined; // It may be there when it is asked again.
    return undefined;
  }
  const { servers } = (await answer.json()) as { servers: readonly string[] };
  return servers;
}

/** Has what was chosen before hold, if the platform still lists it. To be called before any request. */
export async function restoreServer(): Promise<void> {
  const chosen = BUILDERS ? localStorage.getItem(CHOSEN) : null;
  if (chosen === null) return;
  const servers = await builderServers();
  if (servers?.includes(chosen) === true) origin = chosen;
  else localStorage.removeItem(CHOSEN);
}

/** Speaks to another of the listed servers from the next start of the app on; undefined: to our own. */
export function chooseServer(chosen: string | undefined): void {
  if (chosen === undefined) localStorage.removeItem(CHOSEN);
  else localStorage.setItem(CHOSEN, chosen);
}
