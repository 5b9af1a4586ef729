import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useLocation } from "@tanstack/react-router";
import { Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Card, Notice } from "~/design/Surface";
import { when } from "~/i18n/format";
import { directionOf, otherSide } from "~/shared/payments/direction";
import { KindIcon } from "~/shared/payments/KindIcon";
import { homeQuery, type PaymentDetail, paymentQuery } from "./api";
import { Celebration } from "./Celebration";
import { Declined } from "./Declined";
import { GiveBack } from "./GiveBack";
import { Receipt } from "./Receipt";
import { Timeline } from "./Timeline";

const route = getRouteApi("/inside/payments/$id");

/** One payment: what it was, how it went, and its sealed receipt; or why it was refused. */
export function Payment() {
  const { t, i18n } = useTranslation();
  const { id } = route.useParams();
  const just = useLocation().state.just === true;
  const { data: payment } = useSuspenseQuery(paymentQuery(id));
  const { data: home } = useQuery(homeQuery);
  const own = new Set(home?.own.map((wallet) => wallet.id));
  const direction = directionOf(payment, own);
  const refused = payment.refusal !== null;
  return (
    <Page title={t(titleOf(payment, just))} back={{ to: "/" }}>
      <Card className="relative grid justify-items-center gap-3 overflow-hidden text-center">
        {just && !refused ? (
          <Celebration />
        ) : (
          <KindIcon category={payment.category} size="size-16" />
        )}
        <div>
          <p
            className={`text-5xl font-bold ${refused ? "text-muted line-through decoration-2" : ""}`}
          >
            <Money
              minor={payment.amount}
              unit={payment.unit}
              signed={direction === "in"}
              className={direction === "in" && !refused ? "text-good" : ""}
            />
          </p>
          <p className="mt-1 text-lg font-medium">
            {t(direction === "in" ? "payment.from" : "payment.to", {
              name: otherSide(payment, direction),
            })}
          </p>
          {payment.note !== null && <p className="text-muted">“{payment.note}”</p>}
          <p className="mt-1 text-sm text-muted">{when(payment.created_at, i18n.language)}</p>
        </div>
        {just && !refused && (
          <Link
            to="/"
            className="inline-flex min-h-12 items-center rounded-control bg-accent px-8 font-semibold text-on-accent"
          >
            {t("payment.done")}
          </Link>
        )}
      </Card>
      {payment.refusal !== null && (
        <Declined payment={payment} refusal={payment.refusal} mine={direction === "out"} />
      )}
      {payment.refunded > 0 && <Refunded payment={payment} />}
      <Timeline payment={payment} />
      <Facts payment={payment} />
      {!refused && <Receipt payment={payment} />}
      {direction === "in" && <GiveBack payment={payment} />}
    </Page>
  );
}

function titleOf(payment: PaymentDetail, just: boolean): string {
  if (payment.refusal !== null) return "payment.title.refused";
  return just ? "payment.title.paid" : "payment.title.any";
}

function Refunded({ payment }: { payment: PaymentDetail }) {
  const { t } = useTranslation();
  return (
    <Notice tone="good">
      <span className="flex items-center gap-2">
        <Undo2 size={18} aria-hidden />
        <span>
          {t(payment.refunded >= payment.amount ? "payment.refundedAll" : "payment.refundedPart")}{" "}
          <Money minor={payment.refunded} unit={payment.unit} className="font-bold" />
        </span>
      </span>
    </Notice>
  );
}

/** What a receipt has in small print. */
function Facts({ payment }: { payment: PaymentDetail }) {
  const { t } = useTranslation();
  const facts = [
    ["payment.kind", t(`kind.${payment.category}`)],
    ["payment.reference", payment.reference],
    ["payment.id", payment.id],
  ] as const;
  return (
    <Card className="grid gap-3">
      <dl className="grid gap-3">
        {facts.map(
          ([label, value]) =>
            value !== null && (
              <div key={label} className="flex items-baseline justify-between gap-4">
                <dt className="shrink-0 text-sm text-muted">{t(label)}</dt>
                <dd className="min-w-0 text-right text-sm font-medium break-all">{value}</dd>
              </div>
            ),
        )}
      </dl>
      {payment.refund_of !== null && (
        <Link
          to="/payments/$id"
          params={{ id: payment.refund_of }}
          className="text-sm font-semibold text-accent-strong underline"
        >
          {t("payment.refundOf")}
        </Link>
      )}
    </Card>
  );
}
