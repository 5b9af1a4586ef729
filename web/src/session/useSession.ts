import { useSyncExternalStore } from "react";
import { current, type Session, subscribe } from "./session";

/** Who is signed in here, kept up to date across tabs. */
export function useSession(): Session {
  return useSyncExternalStore(subscribe, current);
}
