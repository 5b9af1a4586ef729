import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Money } from "~/design/Money";
import { Skeleton } from "~/design/Surface";
import { monthName } from "~/i18n/format";
import { summaryQuery } from "./api";
import { Change } from "./Change";
import { monthHere } from "./months";

/** This month in short; the whole picture is behind it. */
export function MonthCard({ wallet }: { wallet: string }) {
  const { t, i18n } = useTranslation();
  const month = monthHere();
  const { data, isPending } = useQuery(summaryQuery(wallet, month));
  if (isPending) return <Skeleton className="h-32" />;
  if (data === undefined) return null;
  return (
    <Link
      to="/activity/month"
      search={{ wallet, month }}
      className="grid gap-3 rounded-card bg-surface p-5 shadow-card transition hover:shadow-lift"
    >
      <span className="flex items-center justify-between gap-3 font-semibold">
        {monthName(month, i18n.language)}
        <ChevronRight size={20} aria-hidden className="text-muted" />
      </span>
      <span className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,7rem),1fr))] gap-4">
        <span className="grid">
          <span className="text-sm text-muted">{t("activity.month.out")}</span>
          <span className="text-xl font-bold">
            <Money minor={data.money_out.total} unit={data.unit} />
          </span>
        </span>
        <span className="grid">
          <span className="text-sm text-muted">{t("activity.month.in")}</span>
          <span className="text-xl font-bold text-good">
            <Money minor={data.money_in.total} unit={data.unit} />
          </span>
        </span>
      </span>
      <Change by={data.change.money_out} unit={data.unit} way="out" />
    </Link>
  );
}
