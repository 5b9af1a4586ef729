import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Card, Skeleton } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { when } from "~/i18n/format";
import { consentHistoryQuery } from "./api";

const TONES = { given: "good", withdrawn: "bad", lapsed: "plain" } as const;

/** Every consent and withdrawal there ever was: nothing of it is changed or deleted. */
export function History({ person }: { person: string }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(consentHistoryQuery(person));
  if (data === undefined) return <Skeleton className="h-24" />;
  if (data.length === 0) return <p className="px-1 text-muted">{t("consent.noHistory")}</p>;
  return (
    <Card className="!py-2">
      <ol className="divide-y divide-line">
        {data.map((entry) => (
          <li key={entry.id} className="flex items-start justify-between gap-3 py-3">
            <div>
              <p className="font-medium">{entry.guardian.name}</p>
              <p className="text-sm text-muted">{when(entry.at, i18n.language)}</p>
              {entry.text !== null && (
                <p className="text-sm text-muted">
                  {t("consent.version", { version: entry.text.version })}
                  {entry.method && ` · ${t(`consent.method.${entry.method}`)}`}
                </p>
              )}
            </div>
            <Tag tone={TONES[entry.what]}>{t(`consent.what.${entry.what}`)}</Tag>
          </li>
        ))}
      </ol>
    </Card>
  );
}
