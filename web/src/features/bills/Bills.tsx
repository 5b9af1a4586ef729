import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, ReceiptText } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { LinkButton } from "~/design/LinkButton";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Empty, Skeleton } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { day } from "~/i18n/format";
import { type Bill, billsQuery } from "./api";
import { SplitBar } from "./SplitBar";

/** Bills that were split, and how far each is paid. */
export function Bills() {
  const { t } = useTranslation();
  return (
    <Page
      title={t("bills.title")}
      back={{ to: "/me" }}
      action={
        <LinkButton to={{ to: "/bills/new" }} look="secondary">
          <Plus size={20} aria-hidden />
          {t("bills.new")}
        </LinkButton>
      }
    >
      <Suspense
        fallback={
          <>
            <Skeleton className="h-32" />
            <Skeleton className="h-32" />
          </>
        }
      >
        <List />
      </Suspense>
    </Page>
  );
}

function List() {
  const { t } = useTranslation();
  const bills = useSuspenseInfiniteQuery(billsQuery);
  const all = bills.data.pages.flatMap((page) => page.items);
  if (all.length === 0) {
    return (
      <Empty
        picture={<ReceiptText size={40} />}
        title={t("bills.none")}
        action={<LinkButton to={{ to: "/bills/new" }}>{t("bills.first")}</LinkButton>}
      >
        {t("bills.noneHint")}
      </Empty>
    );
  }
  return (
    <>
      <ul className="grid gap-3">
        {all.map((bill) => (
          <li key={bill.id} className="grid">
            <One bill={bill} />
          </li>
        ))}
      </ul>
      {bills.hasNextPage && (
        <Button
          look="quiet"
          isPending={bills.isFetchingNextPage}
          onPress={() => void bills.fetchNextPage()}
        >
          {t("bills.older")}
        </Button>
      )}
    </>
  );
}

function One({ bill }: { bill: Bill }) {
  const { t, i18n } = useTranslation();
  const paid = bill.shares.filter((share) => share.state === "paid").length;
  return (
    <Link
      to="/bills/$bill"
      params={{ bill: bill.id }}
      className="grid gap-3 rounded-card bg-surface p-4 shadow-card transition hover:shadow-lift"
    >
      <span className="flex flex-wrap items-start justify-between gap-x-3">
        <span className="min-w-32 flex-1">
          <span className="block wrap-anywhere font-semibold">{bill.note}</span>
          <span className="block text-sm text-muted">
            {bill.maker} · {day(bill.created_at, i18n.language)}
          </span>
        </span>
        <span className="shrink-0 font-bold">
          <Money minor={bill.amount} unit={bill.unit} />
        </span>
      </span>
      <SplitBar
        total={bill.amount}
        shares={[
          { paint: "bg-chart-1", amount: bill.own },
          { paint: "bg-chart-3", amount: bill.paid },
        ]}
      />
      <span className="flex flex-wrap items-center justify-between gap-x-3 text-sm text-muted">
        {t("bills.paidOf", { paid, count: bill.shares.length })}
        {bill.closed_at === null ? (
          <span className="font-medium text-ink">
            {t("bills.waiting", { amount: bill.waiting, unit: bill.unit })}
          </span>
        ) : (
          <Tag tone="good">{t("bills.closed")}</Tag>
        )}
      </span>
    </Link>
  );
}
