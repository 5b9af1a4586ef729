import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Paintbrush, PiggyBank, Receipt } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Money } from "~/design/Money";
import { Row } from "~/design/Row";
import { Empty, Heading, Notice } from "~/design/Surface";
import { firstName } from "~/i18n/format";
import { useMe } from "~/session/me";
import { DoodleCard } from "~/shared/art/DoodleCard";
import { PaymentRow } from "~/shared/payments/PaymentRow";
import { Actions } from "./Actions";
import { homeQuery } from "./api";
import { ToDo } from "./ToDo";
import { Waits } from "./Waits";

type Wallet = Schemas["WalletAtHome"];

/** The first screen of who has money of their own: the card, what to do with it, what waits, what moved. */
export function TeenHome() {
  const { t } = useTranslation();
  const me = useMe();
  const { data: home } = useSuspenseQuery(homeQuery);
  const own = new Set(home.own.map((wallet) => wallet.id));
  const personal = home.own.find((wallet) => wallet.kind === "personal");
  const goals = home.own.filter((wallet) => wallet.kind === "goal");
  return (
    <div className="grid animate-fade gap-6">
      <h1 className="px-1 text-2xl font-bold">
        {me?.name ? t("home.hello", { name: firstName(me.name) }) : t("home.title")}
      </h1>
      <div className="grid gap-6 lg:grid-cols-2 lg:items-start">
        <div className="grid gap-5">
          {personal === undefined ? (
            <Notice>{t("home.noWallet")}</Notice>
          ) : (
            <OwnCard wallet={personal} />
          )}
          <Actions />
          <ToDo />
          <Waits approvals={home.approvals} />
          {goals.length > 0 && <Saved goals={goals} />}
        </div>
        <section className="grid gap-2" aria-label={t("home.recent")}>
          <Heading>{t("home.recent")}</Heading>
          {home.payments.length === 0 ? (
            <Empty picture={<Receipt size={36} />} title={t("home.none")}>
              {t("home.noneHint")}
            </Empty>
          ) : (
            <ul>
              {home.payments.map((payment) => (
                <li key={payment.id}>
                  <PaymentRow payment={payment} own={own} />
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </div>
  );
}

function OwnCard({ wallet }: { wallet: Wallet }) {
  const { t } = useTranslation();
  return (
    <DoodleCard
      frozen={wallet.frozen}
      label={
        <Link to="/card" className="block after:absolute after:inset-0 after:-z-10">
          <span className="block text-sm text-muted">{t("home.balance")}</span>
          <span className="block text-[min(1.875rem,9vw)] leading-tight font-bold">
            <Money minor={wallet.available} unit={wallet.unit} />
          </span>
          <span className="sr-only">{t("card.title")}</span>
        </Link>
      }
      corner={
        <Link
          to="/card/art"
          aria-label={t("art.edit")}
          className="grid size-11 place-items-center rounded-full bg-surface text-ink shadow-card transition hover:bg-accent-soft"
        >
          <Paintbrush size={20} aria-hidden />
        </Link>
      }
    />
  );
}

function Saved({ goals }: { goals: readonly Wallet[] }) {
  const { t } = useTranslation();
  return (
    <section className="grid gap-1" aria-label={t("home.saved")}>
      <Heading>{t("home.saved")}</Heading>
      {goals.map((goal) => (
        <Row
          key={goal.id}
          to={{ to: "/goals" }}
          lead={
            <span className="grid size-11 place-items-center rounded-full bg-gold-soft text-gold">
              <PiggyBank aria-hidden />
            </span>
          }
          title={goal.name}
          trail={<Money minor={goal.balance} unit={goal.unit} className="font-semibold" />}
        />
      ))}
    </section>
  );
}
