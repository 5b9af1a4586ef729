import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { Standing } from "~/live/Standing";
import { useLive } from "~/live/useLive";
import { UpdateNotice } from "~/pwa/UpdateNotice";
import { LockScreen } from "~/session/LockScreen";
import { isLocked, onLock } from "~/session/lock";
import { meQuery } from "~/session/me";
import { Gate } from "./Gate";

/** All that somebody is signed in for: kept up to date, said to be old where it is, and locked. */
export function Inside() {
  useLive();
  const locked = useSyncExternalStore(onLock, isLocked);
  const { data: me } = useQuery({ ...meQuery, enabled: !locked });
  if (locked) return <LockScreen />;
  return (
    <>
      <div className="sticky top-0 z-20 mx-auto w-full max-w-5xl px-4 pt-[env(safe-area-inset-top)]">
        <UpdateNotice />
        <Standing hints={me?.profile_complete === true && !me.consent_needed} />
      </div>
      <Gate />
    </>
  );
}
