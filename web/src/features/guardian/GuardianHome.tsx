import { useSuspenseQuery } from "@tanstack/react-query";
import { CalendarClock, CirclePlus, HandCoins, ReceiptIndianRupee, Send } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { homeQuery } from "~/api/reads";
import { Money } from "~/design/Money";
import { Row } from "~/design/Row";
import { Card, Empty, Heading } from "~/design/Surface";
import { Tile } from "~/design/Tile";
import { firstName, when } from "~/i18n/format";
import { useMe } from "~/session/me";
import { KindIcon } from "~/shared/payments/KindIcon";
import { Children } from "./Children";
import { FirstSteps } from "./FirstSteps";
import { useWaiting, WaitingList } from "./WaitingList";

/** A guardian's first screen: their money, their children, and what waits for them. */
export function GuardianHome({ arriving }: { arriving: ReactNode }) {
  const { t } = useTranslation();
  const me = useMe();
  const { data: home } = useSuspenseQuery(homeQuery);
  const waiting = useWaiting(home);
  // A screen comes whole: what waits stands above the rest, and would push it down.
  if (waiting === undefined) return arriving;
  return (
    <div className="grid grid-cols-1 gap-6">
      <h1 className="px-1 text-2xl font-bold">
        {me?.name ? t("home.hello", { name: firstName(me.name) }) : t("home.title")}
      </h1>
      <div className="grid grid-cols-1 content-start gap-6 lg:grid-cols-2">
        <div className="grid grid-cols-1 content-start gap-6">
          <Own wallets={home.own} />
          <WaitingList waiting={waiting} />
          <FirstSteps home={home} />
        </div>
        <div className="grid grid-cols-1 content-start gap-6">
          {home.family !== null && <Children of={home.children} />}
          <Recent payments={home.payments} />
        </div>
      </div>
    </div>
  );
}

function Own({ wallets }: { wallets: readonly Schemas["WalletAtHome"][] }) {
  const { t } = useTranslation();
  const personal = wallets.find((wallet) => wallet.kind === "personal");
  if (personal === undefined) return null;
  return (
    <section className="grid gap-3" aria-label={t("guardian.yours")}>
      <Card look="accent">
        <p className="text-sm opacity-85">{t("home.balance")}</p>
        <p className="text-[min(2.25rem,11vw)] leading-tight font-bold">
          <Money minor={personal.available} unit={personal.unit} />
        </p>
      </Card>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(4.5rem,1fr))] gap-2">
        <Tile icon={<CirclePlus />} to={{ to: "/topup/$wallet", params: { wallet: personal.id } }}>
          {t("guardian.topUp")}
        </Tile>
        <Tile icon={<Send />} to={{ to: "/pay" }}>
          {t("guardian.send")}
        </Tile>
        <Tile icon={<CalendarClock />} to={{ to: "/allowances" }}>
          {t("guardian.allowances")}
        </Tile>
        <Tile icon={<HandCoins />} to={{ to: "/ious" }}>
          {t("guardian.ious")}
        </Tile>
      </div>
    </section>
  );
}

function Recent({ payments }: { payments: readonly Schemas["Payment"][] }) {
  const { t, i18n } = useTranslation();
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("home.recent")}>
      <Heading>{t("home.recent")}</Heading>
      {payments.length === 0 ? (
        <Empty picture={<ReceiptIndianRupee size={36} />} title={t("home.none")} />
      ) : (
        <ul>
          {payments.slice(0, 6).map((payment) => (
            <li key={payment.id}>
              <Row
                to={{ to: "/payments/$id", params: { id: payment.id } }}
                lead={<KindIcon category={payment.category} />}
                title={t("guardian.fromTo", {
                  from: payment.payer.name,
                  to: payment.payee.name,
                })}
                detail={
                  payment.state === "refused"
                    ? t("guardian.refused", { when: when(payment.created_at, i18n.language) })
                    : when(payment.created_at, i18n.language)
                }
                trail={
                  <Money
                    minor={payment.amount}
                    unit={payment.unit}
                    className={payment.state === "refused" ? "text-muted line-through" : ""}
                  />
                }
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
