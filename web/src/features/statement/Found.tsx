import { useInfiniteQuery } from "@tanstack/react-query";
import { Receipt, SearchX } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Empty, Skeleton } from "~/design/Surface";
import { dayHere, daysUntil, fromToday, fullDay } from "~/i18n/format";
import { PaymentRow } from "~/shared/payments/PaymentRow";
import { type Payment, paymentsQuery, type Search } from "./api";

/** The payments that were found, by day, and more of them as one gets there. */
export function Found({
  search,
  own,
  narrowed,
  onWiden,
}: {
  search: Search;
  own: ReadonlySet<string>;
  narrowed: boolean;
  onWiden: () => void;
}) {
  const { t } = useTranslation();
  const found = useInfiniteQuery(paymentsQuery(search));
  const payments = found.data?.pages.flatMap((page) => page.items) ?? [];
  const none = found.isSuccess && payments.length === 0 && !found.hasNextPage;
  return (
    <section aria-busy={found.isFetching} className="grid gap-4">
      {found.isPending && <Waiting />}
      <Failure of={found.error} />
      {none &&
        (narrowed ? (
          <Empty
            picture={<SearchX size={40} />}
            title={t("activity.notFound")}
            action={
              <Button look="secondary" onPress={onWiden}>
                {t("activity.widen")}
              </Button>
            }
          />
        ) : (
          <Empty picture={<Receipt size={40} />} title={t("activity.none")}>
            {t("activity.noneHint")}
          </Empty>
        ))}
      {[...Map.groupBy(payments, (payment) => dayHere(payment.created_at))].map(([day, some]) => (
        <Day key={day} day={day} payments={some} own={own} />
      ))}
      {found.data !== undefined && found.hasNextPage && (
        <More
          // A page can be empty and not the last: the next one is asked for all the same.
          key={found.data.pages.length}
          isPending={found.isFetchingNextPage}
          failed={found.isFetchNextPageError}
          onMore={() => void found.fetchNextPage()}
        />
      )}
    </section>
  );
}

function Waiting() {
  return (
    <div className="grid gap-2">
      {[1, 2, 3, 4, 5].map((n) => (
        <Skeleton key={n} className="h-14" />
      ))}
    </div>
  );
}

function Day({
  day,
  payments,
  own,
}: {
  day: string;
  payments: readonly Payment[];
  own: ReadonlySet<string>;
}) {
  const { i18n } = useTranslation();
  const name = daysUntil(day) >= -1 ? fromToday(day, i18n.language) : fullDay(day, i18n.language);
  return (
    <section className="grid gap-1">
      <h2 className="px-2 text-sm font-semibold text-muted first-letter:uppercase">{name}</h2>
      <ul>
        {payments.map((payment) => (
          <li key={payment.id}>
            <PaymentRow payment={payment} own={own} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Asks for more when it comes into sight; by hand where asking failed. */
function More({
  isPending,
  failed,
  onMore,
}: {
  isPending: boolean;
  failed: boolean;
  onMore: () => void;
}) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = end.current;
    if (element === null || isPending || failed) return;
    const seen = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) onMore();
      },
      { rootMargin: "400px" },
    );
    seen.observe(element);
    return () => seen.disconnect();
  }, [isPending, failed, onMore]);
  return (
    <div ref={end} className="grid">
      <Button look="quiet" isPending={isPending} onPress={onMore}>
        {t(isPending ? "activity.looking" : "activity.older")}
      </Button>
    </div>
  );
}
