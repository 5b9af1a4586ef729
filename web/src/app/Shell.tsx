import { Link, Outlet } from "@tanstack/react-router";
import { House } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "~/session/me";
import { StepUpHost } from "~/session/StepUp";
import { wearColoursOf } from "./theme";

const PLACES = [{ to: "/", icon: House, text: "nav.home" }] as const;

/** What is around every screen: where one may go, at the bottom of a phone and beside on a desk. */
export function Shell() {
  const me = useMe();
  const { t } = useTranslation();
  useEffect(() => {
    if (me !== undefined) wearColoursOf(me.is_minor ? "teen" : "guardian");
  }, [me]);
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-5xl flex-col md:flex-row">
      <main className="order-2 min-w-0 flex-1 px-4 pt-[max(1rem,env(safe-area-inset-top))] pb-28 md:pb-8">
        <Outlet />
      </main>
      <nav
        aria-label={t("nav.label")}
        className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface/95 pb-[env(safe-area-inset-bottom)] backdrop-blur md:sticky md:top-0 md:order-1 md:h-dvh md:w-52 md:border-t-0 md:border-r md:bg-transparent"
      >
        <ul className="flex justify-around md:flex-col md:gap-1 md:p-3">
          {PLACES.map(({ to, icon: Icon, text }) => (
            <li key={to} className="flex-1 md:flex-none">
              <Link
                to={to}
                activeOptions={{ exact: to === "/" }}
                className="flex min-h-14 flex-col items-center justify-center gap-0.5 rounded-control text-xs font-medium text-muted data-[status=active]:text-accent-strong md:min-h-12 md:flex-row md:justify-start md:gap-3 md:px-3 md:text-base md:data-[status=active]:bg-accent-soft"
              >
                <Icon size={22} aria-hidden />
                {t(text)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <StepUpHost />
    </div>
  );
}
