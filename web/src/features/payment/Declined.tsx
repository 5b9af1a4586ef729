import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert, MessageCircle } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useReason } from "~/api/useRefusal";
import { Button } from "~/design/Button";
import { Card, Notice } from "~/design/Surface";
import { useMe } from "~/session/me";
import { AppealSheet } from "~/shared/AppealSheet";
import { isRule } from "~/shared/appeal";
import { payeesQuery } from "~/shared/device";
import { appealsQuery, type PaymentDetail } from "./api";

/** Which rule refused it, in plain words; and a word to whoever made the rule. */
export function Declined({
  payment,
  refusal,
  mine,
}: {
  payment: PaymentDetail;
  refusal: NonNullable<PaymentDetail["refusal"]>;
  /** Whoever looks was the payer, and not their guardian. */
  mine: boolean;
}) {
  const { t } = useTranslation();
  const reason = useReason();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const { data: appeals } = useQuery(appealsQuery);
  const appeal = appeals?.find((one) => one.payment?.id === payment.id);
  const appealable = mine && me?.is_minor === true && isRule(refusal.code);
  return (
    <>
      <Card className="grid gap-4">
        <div className="flex gap-3">
          <CircleAlert aria-hidden className="mt-0.5 shrink-0 text-bad" />
          <div>
            <p className="font-semibold">{reason(refusal)}</p>
            <p className="mt-1 text-sm text-muted">{t("declined.stays")}</p>
          </div>
        </div>
        {appeal !== undefined && (
          <Notice tone={appeal.state === "granted" ? "good" : "gold"}>
            {t(`declined.appeal.${appeal.state}`, { name: appeal.answered_by?.name ?? "" })}
            {appeal.answer !== "" && <span className="block">“{appeal.answer}”</span>}
          </Notice>
        )}
        {appealable && appeal === undefined && (
          <Button wide onPress={() => setAsking(true)}>
            <MessageCircle size={20} aria-hidden />
            {t("declined.ask")}
          </Button>
        )}
        {mine && <Again payment={payment} />}
      </Card>
      <AppealSheet
        about={asking ? { payment: payment.id } : undefined}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

/** Once more, to whoever this device knows how to pay. */
function Again({ payment }: { payment: PaymentDetail }) {
  const { t } = useTranslation();
  const { data: payees } = useQuery(payeesQuery);
  const known = payees?.find(({ name }) => name === payment.payee.name);
  if (known === undefined) return null;
  const { to, name } = known;
  const draft = { to, name, amount: payment.amount, note: payment.note ?? undefined };
  return (
    <Link
      to="/pay/to"
      state={{ draft }}
      className="inline-flex min-h-12 items-center justify-center rounded-control px-5 font-semibold text-accent-strong transition hover:bg-accent-soft"
    >
      {t("declined.again")}
    </Link>
  );
}
