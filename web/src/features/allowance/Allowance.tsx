import { useSuspenseQuery } from "@tanstack/react-query";
import { CalendarHeart } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { allowancesQuery, iousQuery } from "~/api/reads";
import { Avatar } from "~/design/Avatar";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Row } from "~/design/Row";
import { Card, Empty, Heading, Skeleton } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { day, firstName, fromToday, fullDay, money, weekday } from "~/i18n/format";
import { useMe } from "~/session/me";

type Allowance = Schemas["Allowance"];
type Iou = Schemas["Iou"];

/** What comes when, and what one is still owed. */
export function AllowanceScreen() {
  const { t } = useTranslation();
  return (
    <Page title={t("allowance.title")} back={{ to: "/me" }}>
      <Suspense
        fallback={
          <>
            <Skeleton className="h-44" />
            <Skeleton className="h-24" />
          </>
        }
      >
        <Coming />
        <Owed />
      </Suspense>
    </Page>
  );
}

function Coming() {
  const { t } = useTranslation();
  const me = useMe();
  const { data } = useSuspenseQuery(allowancesQuery);
  const mine = data
    .filter((one) => one.person.id === me?.id && one.state !== "ended")
    .sort((a, b) => (a.next?.at ?? "~").localeCompare(b.next?.at ?? "~"));
  if (mine.length === 0) {
    return (
      <Empty picture={<CalendarHeart size={40} />} title={t("allowance.none")}>
        {t("allowance.noneHint")}
      </Empty>
    );
  }
  return mine.map((allowance) => <One key={allowance.id} allowance={allowance} />);
}

function One({ allowance }: { allowance: Allowance }) {
  const { t, i18n } = useTranslation();
  const { next, raised } = allowance;
  return (
    <Card className="grid gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <Avatar name={allowance.giver.name} />
        <div className="min-w-24 flex-1">
          <p className="truncate font-semibold">
            {t("allowance.from", { name: firstName(allowance.giver.name) })}
          </p>
          <p className="text-sm text-muted">
            {t(`allowance.every.${allowance.every}`, {
              day:
                allowance.every === "monthly"
                  ? allowance.day
                  : weekday(allowance.day, i18n.language),
            })}
          </p>
        </div>
        {allowance.state === "paused" && <Tag tone="gold">{t("allowance.paused")}</Tag>}
      </div>
      <p className="text-4xl leading-tight font-bold">
        <Money minor={next === null || next.skipped ? allowance.amount : next.amount} />
      </p>
      {allowance.note !== null && <p className="text-muted">“{allowance.note}”</p>}
      {next !== null && (
        <p className="rounded-control bg-accent-soft px-4 py-3 font-medium text-accent-strong">
          {t(next.skipped ? "allowance.skipped" : "allowance.next", {
            when: fromToday(next.on, i18n.language),
            day: fullDay(next.on, i18n.language),
          })}
        </p>
      )}
      {allowance.state === "paused" && (
        <p className="text-sm text-muted">{t("allowance.pausedHint")}</p>
      )}
      {raised !== null && (
        <p className="text-sm font-medium text-good">
          {t("allowance.raised", {
            amount: money(raised.amount, allowance.unit, i18n.language),
            day: fullDay(raised.from_on, i18n.language),
          })}
        </p>
      )}
    </Card>
  );
}

/** What was due and could not be paid, and what is promised for a day. */
function Owed() {
  const { t } = useTranslation();
  const me = useMe();
  const { data } = useSuspenseQuery(iousQuery);
  const mine = data.filter((iou) => iou.person.id === me?.id);
  const owed = mine.filter((iou) => iou.state === "owed");
  const promised = mine.filter((iou) => iou.state === "promised");
  const paid = mine.filter((iou) => iou.state === "paid").slice(0, 10);
  return (
    <>
      {owed.length > 0 && <Part title={t("allowance.owed")} hint ious={owed} />}
      {promised.length > 0 && <Part title={t("allowance.promised")} ious={promised} />}
      {paid.length > 0 && <Part title={t("allowance.paid")} ious={paid} />}
    </>
  );
}

function Part({ title, ious, hint }: { title: string; ious: readonly Iou[]; hint?: true }) {
  const { t } = useTranslation();
  return (
    <section className="grid gap-1">
      <Heading>{title}</Heading>
      {hint && <p className="px-1 text-sm text-muted">{t("allowance.owedHint")}</p>}
      <ul>
        {ious.map((iou) => (
          <li key={iou.id}>
            <Debt iou={iou} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Debt({ iou }: { iou: Iou }) {
  const { t, i18n } = useTranslation();
  const at = day(iou.paid_at ?? iou.due_at, i18n.language);
  return (
    <Row
      lead={<Avatar name={iou.giver.name} />}
      title={iou.note ?? t(`kindOf.${iou.kind}`)}
      detail={t(`allowance.iou.${iou.state}`, { name: firstName(iou.giver.name), day: at })}
      trail={
        <span className={`font-semibold ${iou.state === "owed" ? "text-gold" : ""}`}>
          <Money minor={iou.amount} unit={iou.unit} />
        </span>
      }
    />
  );
}
