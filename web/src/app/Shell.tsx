import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "~/session/me";
import { StepUpHost } from "~/session/StepUp";
import { Places } from "./Places";
import { wearColoursOf } from "./theme";

/** What is around every screen: where one may go, at the bottom of a phone and beside on a desk. */
export function Shell() {
  const me = useMe();
  const role = me === undefined || me.is_minor ? "teen" : "guardian";
  useEffect(() => {
    if (me !== undefined) wearColoursOf(role);
  }, [me, role]);
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-5xl flex-col md:flex-row">
      <main className="order-2 min-w-0 flex-1 px-4 pt-[max(1rem,env(safe-area-inset-top))] pb-32 md:pb-8">
        <Outlet />
      </main>
      <Places role={role} />
      <StepUpHost />
    </div>
  );
}
