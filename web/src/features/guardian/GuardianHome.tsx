import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { homeQuery } from "~/api/reads";
import { Money } from "~/design/Money";
import { Card, Heading } from "~/design/Surface";
import { firstName } from "~/i18n/format";
import { useMe } from "~/session/me";
import { PaymentRow } from "~/shared/payments/PaymentRow";

/** A guardian's first screen: what is there, and what moved last. */
export function GuardianHome() {
  const { t } = useTranslation();
  const me = useMe();
  const { data: home } = useSuspenseQuery(homeQuery);
  const own = new Set(home.own.map((wallet) => wallet.id));
  return (
    <div className="grid gap-6">
      <h1 className="px-1 text-2xl font-bold">
        {me?.name ? t("home.hello", { name: firstName(me.name) }) : t("home.title")}
      </h1>
      {home.own.map((wallet) => (
        <Card key={wallet.id} look="accent">
          <p className="text-sm">{t("home.balance")}</p>
          <p className="text-4xl font-bold">
            <Money minor={wallet.available} unit={wallet.unit} />
          </p>
        </Card>
      ))}
      <Heading>{t("home.recent")}</Heading>
      <ul>
        {home.payments.map((payment) => (
          <li key={payment.id}>
            <PaymentRow payment={payment} own={own} />
          </li>
        ))}
      </ul>
    </div>
  );
}
