import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Place, placesOf, type Role } from "./places";

const LOOK =
  "group flex min-h-14 min-w-0 flex-col items-center justify-end gap-0.5 rounded-control pb-1.5 text-xs font-medium text-muted transition-colors data-[status=active]:text-accent-strong md:min-h-12 md:flex-row md:justify-start md:gap-3 md:px-3 md:pb-0 md:text-base md:data-[status=active]:bg-accent-soft";

/** The way to the places of the app. */
export function Places({ role }: { role: Role }) {
  const { t } = useTranslation();
  return (
    <nav
      aria-label={t("nav.label")}
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface/95 pb-[env(safe-area-inset-bottom)] backdrop-blur md:sticky md:top-0 md:order-1 md:h-dvh md:w-52 md:border-t-0 md:border-r md:bg-transparent"
    >
      <ul className="mx-auto flex max-w-xl justify-around md:flex-col md:gap-1 md:p-3">
        {placesOf(role).map((place) => (
          <li key={place.to} className="min-w-0 flex-1 md:flex-none">
            <Way to={place} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Way({ to: { to, icon: Icon, text, main = false } }: { to: Place }) {
  const { t } = useTranslation();
  return (
    <Link to={to} activeOptions={{ exact: to === "/" }} className={LOOK}>
      {main ? (
        <span className="-mt-6 grid size-14 place-items-center rounded-full border-4 border-surface bg-accent text-on-accent shadow-lift transition group-hover:bg-accent-strong group-active:scale-95 md:mt-0 md:size-9 md:border-0 md:shadow-none">
          <Icon size={26} aria-hidden className="md:size-5" />
        </span>
      ) : (
        <Icon size={22} aria-hidden />
      )}
      <span className="max-w-full truncate">{t(text)}</span>
    </Link>
  );
}
