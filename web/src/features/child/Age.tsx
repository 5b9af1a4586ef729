import { useQuery } from "@tanstack/react-query";
import { Cake } from "lucide-react";
import { useTranslation } from "react-i18next";
import { familyQuery } from "~/api/reads";
import { Notice } from "~/design/Surface";
import { day } from "~/i18n/format";

const NEAR_MS = 183 * 86_400_000;

/** From half a year before on: what changes on the 18th birthday. */
export function Age({ child, name }: { child: string; name: string }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(familyQuery);
  const on = data?.members.find((member) => member.person.id === child)?.of_age_on;
  if (!on || Date.parse(on) - Date.now() > NEAR_MS) return null;
  return (
    <Notice tone="gold">
      <span className="flex gap-3">
        <Cake size={20} aria-hidden className="shrink-0" />
        {t("child.ofAge", { name, day: day(on, i18n.language) })}
      </span>
    </Notice>
  );
}
