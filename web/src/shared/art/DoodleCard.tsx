import { useQuery } from "@tanstack/react-query";
import { Snowflake } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { artQuery } from "~/shared/device";
import { BLANK } from "./art";
import { CardArt } from "./CardArt";

/** One's own card as one painted it, with labels stuck on it for what is read. */
export function DoodleCard({
  label,
  corner,
  frozen,
}: {
  label: ReactNode;
  /** Top right: what is done with it. */
  corner?: ReactNode;
  frozen: boolean;
}) {
  const { t } = useTranslation();
  const art = useQuery(artQuery).data ?? BLANK;
  return (
    <section className="relative isolate aspect-[1.6] w-full max-w-md overflow-hidden rounded-card shadow-lift">
      <CardArt
        art={art}
        className={`absolute inset-0 -z-10 size-full ${frozen ? "saturate-25" : ""}`}
      />
      {frozen && (
        <p className="absolute top-3 left-3 flex items-center gap-1.5 rounded-full bg-surface px-3 py-1.5 text-sm font-semibold text-ink">
          <Snowflake size={16} aria-hidden className="text-accent" />
          {t("card.frozen")}
        </p>
      )}
      {corner !== undefined && <div className="absolute top-3 right-3">{corner}</div>}
      <div className="absolute bottom-3 left-3 max-w-[calc(100%-1.5rem)] rounded-control bg-surface px-4 py-2.5 text-ink shadow-card">
        {label}
      </div>
    </section>
  );
}
