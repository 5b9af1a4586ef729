import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { goalsQuery } from "~/api/reads";
import { Card, Heading, Skeleton } from "~/design/Surface";
import { firstName } from "~/i18n/format";
import { splitQuery } from "./api";

/** Where a child's rewards go: to save, to share, to spend. */
export function RewardSplit({ person }: { person: string }) {
  const { t } = useTranslation();
  const split = useQuery(splitQuery(person));
  const goals = useQuery(goalsQuery);
  if (split.isPending) return <Skeleton className="h-32" />;
  if (split.data === undefined) return <Failure of={split.error} />;
  const { saving, sharing, spend_bp: spend, author } = split.data;
  const nameOf = (goal: string | null) => goals.data?.find(({ id }) => id === goal)?.name;
  const parts = [
    { what: "save", paint: "bg-chart-1", bp: saving.bp, goal: nameOf(saving.goal) },
    { what: "share", paint: "bg-chart-2", bp: sharing.bp, goal: nameOf(sharing.goal) },
    { what: "spend", paint: "bg-chart-3", bp: spend, goal: undefined },
  ] as const;
  return (
    <section className="grid gap-3">
      <Heading>{t("chores.split.title")}</Heading>
      <Card className="grid gap-4">
        <div aria-hidden className="flex h-4 gap-0.5 overflow-hidden rounded-full bg-sunken">
          {parts
            .filter(({ bp }) => bp > 0)
            .map(({ what, paint, bp }) => (
              <div key={what} className={paint} style={{ width: `${bp / 100}%` }} />
            ))}
        </div>
        <dl className="grid grid-cols-3 gap-3">
          {parts.map(({ what, paint, bp, goal }) => (
            <div key={what} className="min-w-0">
              <dt className="flex items-center gap-1.5 text-sm text-muted">
                <span aria-hidden className={`size-2.5 shrink-0 rounded-full ${paint}`} />
                {t(`chores.split.${what}`)}
              </dt>
              <dd className="text-2xl font-bold">{bp / 100}%</dd>
              {goal !== undefined && bp > 0 && (
                <dd className="text-sm break-words text-muted">{goal}</dd>
              )}
            </div>
          ))}
        </dl>
        <p className="text-sm text-muted">
          {author === null
            ? t("chores.split.nobody")
            : t("chores.split.by", { name: firstName(author.name) })}
        </p>
      </Card>
    </section>
  );
}
