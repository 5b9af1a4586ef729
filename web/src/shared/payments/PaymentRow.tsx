import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Money } from "~/design/Money";
import { Row } from "~/design/Row";
import { when } from "~/i18n/format";
import { directionOf, otherSide } from "./direction";
import { KindIcon } from "./KindIcon";

/** A payment in a list, seen by whoever has these wallets: who, what for, and which way it went. */
export function PaymentRow({
  payment,
  own,
}: {
  payment: Schemas["Payment"];
  own: ReadonlySet<string>;
}) {
  const { t, i18n } = useTranslation();
  const direction = directionOf(payment, own);
  const refused = payment.state === "refused";
  return (
    <Row
      to={{ to: "/payments/$id", params: { id: payment.id } }}
      lead={<KindIcon category={payment.category} />}
      title={otherSide(payment, direction)}
      detail={
        refused
          ? t("payment.refusedAt", { when: when(payment.created_at, i18n.language) })
          : `${payment.note ?? t(`kind.${payment.category}`)} · ${when(payment.created_at, i18n.language)}`
      }
      trail={<SignedMoney payment={payment} direction={direction} />}
    />
  );
}

function SignedMoney({
  payment,
  direction,
}: {
  payment: Schemas["Payment"];
  direction: ReturnType<typeof directionOf>;
}) {
  const { amount, unit, state } = payment;
  if (state === "refused") {
    return <Money minor={amount} unit={unit} className="text-muted line-through" />;
  }
  if (direction === "in") {
    return <Money minor={amount} unit={unit} signed className="font-semibold text-good" />;
  }
  return (
    <Money minor={direction === "out" ? -amount : amount} unit={unit} className="font-semibold" />
  );
}
