import { Store } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Avatar } from "~/design/Avatar";
import { Skeleton } from "~/design/Surface";
import type { To } from "~/shared/draft";
import { addressOf } from "./target";

/** Who is paid: by the name the platform knows, never the one a code gives itself. */
export function PayeeHead({
  to,
  name,
  shop,
  known,
  missing,
}: {
  to: To;
  name: string;
  shop: boolean;
  known: boolean;
  /** The platform was asked, and has no name. */
  missing: boolean;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex items-center gap-3 rounded-card bg-surface p-4 shadow-card">
      {shop ? (
        <span className="grid size-12 shrink-0 place-items-center rounded-full bg-gold-soft text-gold">
          <Store aria-hidden />
        </span>
      ) : (
        <Avatar name={name || addressOf(to).replace("@", "")} size="size-12" />
      )}
      <div className="min-w-0">
        {known || name ? (
          <p className="truncate text-lg font-semibold">{name}</p>
        ) : missing ? null : (
          <Skeleton className="h-7 w-36" />
        )}
        <p className="truncate text-sm text-muted">
          {known ? t(shop ? "pay.shop" : "pay.person", { address: addressOf(to) }) : addressOf(to)}
        </p>
      </div>
    </div>
  );
}
