import { useSuspenseQuery } from "@tanstack/react-query";
import { Receipt } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Avatar } from "~/design/Avatar";
import { Money } from "~/design/Money";
import { Row } from "~/design/Row";
import { Card, Empty, Heading, Skeleton } from "~/design/Surface";
import { when } from "~/i18n/format";
import { useMe } from "~/session/me";
import { homeQuery } from "./api";

const GuardianHome = lazy(() =>
  import("~/features/guardian/GuardianHome").then((file) => ({ default: file.GuardianHome })),
);

/** The first screen: what is there, and what moved last. */
export function Home() {
  const { t } = useTranslation();
  const me = useMe();
  if (me?.is_minor === false) {
    return (
      <Suspense fallback={<Skeleton className="h-48" />}>
        <GuardianHome />
      </Suspense>
    );
  }
  return (
    <div className="grid gap-6">
      <h1 className="px-1 text-2xl font-bold">
        {me?.name ? t("home.hello", { name: me.name.split(" ")[0] }) : t("home.title")}
      </h1>
      <Suspense fallback={<Skeleton className="h-48" />}>
        <Wallets />
      </Suspense>
    </div>
  );
}

function Wallets() {
  const { t } = useTranslation();
  const { data } = useSuspenseQuery(homeQuery);
  return (
    <>
      {data.own.map((wallet) => (
        <Card key={wallet.id} look="accent">
          <p className="text-sm opacity-85">{t("home.balance")}</p>
          <p className="text-4xl font-bold">
            <Money minor={wallet.available} unit={wallet.unit} />
          </p>
        </Card>
      ))}
      <Heading>{t("home.recent")}</Heading>
      <Recent payments={data.payments} />
    </>
  );
}

function Recent({ payments }: { payments: readonly Schemas["Payment"][] }) {
  const { t, i18n } = useTranslation();
  if (payments.length === 0)
    return <Empty picture={<Receipt size={36} />} title={t("home.none")} />;
  return (
    <ul>
      {payments.map((payment) => (
        <li key={payment.id}>
          <Row
            lead={<Avatar name={payment.payee.name ?? "?"} />}
            title={payment.payee.name}
            detail={when(payment.created_at, i18n.language)}
            trail={<Money minor={payment.amount} unit={payment.unit} />}
          />
        </li>
      ))}
    </ul>
  );
}
