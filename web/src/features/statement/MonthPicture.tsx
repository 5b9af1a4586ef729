import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ChartPie, ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { useOwnWallet } from "~/api/wallets";
import { Button } from "~/design/Button";
import { OneOf } from "~/design/Choices";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Card, Empty, Skeleton } from "~/design/Surface";
import { dayHere, monthName } from "~/i18n/format";
import { KindIcon } from "~/shared/payments/KindIcon";
import { type Flow, type Summary, summaryQuery } from "./api";
import { Change } from "./Change";
import { Donut, paintOf } from "./Donut";
import { monthAfter, monthHere } from "./months";

type Way = "out" | "in";

/** A month as a picture: what came and went, by kind, beside the month before. */
export function MonthPicture() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/inside/activity/month" });
  const own = useOwnWallet();
  const wallet = search.wallet ?? own?.id;
  const month = search.month ?? monthHere();
  const summary = useQuery({
    ...summaryQuery(wallet ?? "", month),
    enabled: wallet !== undefined,
  });
  const [way, setWay] = useState<Way>("out");
  return (
    <Page title={t("activity.month.title")} back={{ to: "/activity", search: { wallet } }}>
      <Months month={month} wallet={wallet} />
      <OneOf<Way>
        hideLabel
        label={t("activity.direction")}
        value={way}
        onChange={setWay}
        options={[
          { value: "out", text: t("activity.month.out") },
          { value: "in", text: t("activity.month.in") },
        ]}
      />
      {summary.isPending && (
        <>
          <Skeleton className="h-72" />
          <Skeleton className="h-64" />
        </>
      )}
      <Failure of={summary.error} />
      {summary.data !== undefined && <Picture summary={summary.data} way={way} wallet={wallet} />}
    </Page>
  );
}

function Months({ month, wallet }: { month: string; wallet: string | undefined }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const go = (by: number) =>
    void navigate({
      to: "/activity/month",
      search: { wallet, month: monthAfter(month, by) },
      replace: true,
      resetScroll: false,
    });
  return (
    <div className="flex items-center justify-between gap-2">
      <Button look="quiet" aria-label={t("activity.month.before")} onPress={() => go(-1)}>
        <ChevronLeft aria-hidden />
      </Button>
      <p aria-live="polite" className="min-w-0 text-center text-lg font-semibold">
        {monthName(month, i18n.language)}
      </p>
      <Button
        look="quiet"
        aria-label={t("activity.month.after")}
        isDisabled={month >= monthHere()}
        onPress={() => go(1)}
      >
        <ChevronRight aria-hidden />
      </Button>
    </div>
  );
}

function flows(summary: Summary, way: Way): { now: Flow; before: Flow; change: number } {
  const { money_in, money_out, before, change } = summary;
  return way === "out"
    ? { now: money_out, before: before.money_out, change: change.money_out }
    : { now: money_in, before: before.money_in, change: change.money_in };
}

function Picture({
  summary,
  way,
  wallet,
}: {
  summary: Summary;
  way: Way;
  wallet: string | undefined;
}) {
  const { t } = useTranslation();
  const { now, before, change } = flows(summary, way);
  const whole = summary.month !== monthHere();
  if (now.total === 0 && before.total === 0) {
    return <Empty picture={<ChartPie size={40} />} title={t(`activity.month.nothing.${way}`)} />;
  }
  return (
    <>
      <Card className="grid grid-cols-1 justify-items-center gap-4">
        <Donut parts={now.by_category} label={t(`activity.month.${way}`)}>
          <span className="text-sm text-muted">{t(`activity.month.${way}`)}</span>
          <span className="text-2xl font-bold">
            <Money minor={now.total} unit={summary.unit} />
          </span>
        </Donut>
        <Change by={change} unit={summary.unit} way={way} whole={whole} />
      </Card>
      <Kinds summary={summary} way={way} wallet={wallet} />
      <p className="flex items-center gap-2 px-1 text-sm text-muted">
        <span aria-hidden className="h-4 w-0.5 rounded-full bg-ink" />
        {t(whole ? "activity.month.tickWhole" : "activity.month.tick")}
      </p>
    </>
  );
}

/** Each kind as a bar, with a mark where it stood the month before. */
function Kinds({
  summary,
  way,
  wallet,
}: {
  summary: Summary;
  way: Way;
  wallet: string | undefined;
}) {
  const { t } = useTranslation();
  const { now, before } = flows(summary, way);
  const was = new Map(before.by_category.map(({ category, amount }) => [category, amount]));
  const gone = before.by_category.filter(
    ({ category }) => !now.by_category.some((one) => one.category === category),
  );
  const rows = [...now.by_category, ...gone.map((one) => ({ ...one, amount: 0, count: 0 }))];
  const most = Math.max(...rows.map((row) => Math.max(row.amount, was.get(row.category) ?? 0)), 1);
  const until = new Date(Date.parse(summary.until) - 1);
  return (
    <ul className="grid gap-1">
      {rows.map((row, n) => (
        <li key={row.category}>
          <Link
            to="/activity"
            search={{
              wallet,
              category: row.category,
              direction: way,
              from: `${summary.month}-01`,
              to: dayHere(until),
            }}
            className="flex min-h-16 items-center gap-3 rounded-control px-2 py-2 transition hover:bg-sunken"
          >
            <KindIcon category={row.category} />
            <span className="grid min-w-0 flex-1 gap-1.5">
              <span className="flex flex-wrap items-baseline justify-between gap-x-3">
                <span className="font-medium">{t(`kind.${row.category}`)}</span>
                <span className="font-semibold">
                  <Money minor={row.amount} unit={summary.unit} />
                </span>
              </span>
              <Against
                now={row.amount}
                was={was.get(row.category) ?? 0}
                most={most}
                paint={paintOf(n)}
              />
              <span className="text-sm text-muted">
                {t("activity.month.count", { count: row.count })} ·{" "}
                {t("activity.month.was", { was: was.get(row.category) ?? 0, unit: summary.unit })}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Against({
  now,
  was,
  most,
  paint,
}: {
  now: number;
  was: number;
  most: number;
  paint: string;
}) {
  return (
    <span aria-hidden className="relative block h-2.5 rounded-full bg-sunken">
      <span
        className="absolute inset-y-0 left-0 rounded-full transition-[width] duration-700 ease-out-soft"
        style={{ width: `${(now / most) * 100}%`, backgroundColor: paint }}
      />
      {was > 0 && (
        <span
          className="absolute -inset-y-1 w-0.5 rounded-full bg-ink"
          style={{ left: `calc(${(was / most) * 100}% - 1px)` }}
        />
      )}
    </span>
  );
}
