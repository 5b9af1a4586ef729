import { Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Sheet } from "~/design/Sheet";
import { TextBox } from "~/design/TextBox";
import { money } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { giveBack, type PaymentDetail } from "./api";

/** Sends back what somebody paid: all that has not gone back yet. */
export function GiveBack({ payment }: { payment: PaymentDetail }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const back = useChange(
    (why: string, key) => giveBack(payment.id, why, key),
    () => setOpen(false),
  );
  const left = payment.amount - payment.refunded;
  if (left <= 0 || payment.refusal !== null) return null;
  if (payment.kind !== "person" && payment.kind !== "merchant") return null;
  const amount = money(left, payment.unit, i18n.language);
  return (
    <>
      <Button look="quiet" onPress={() => setOpen(true)}>
        <Undo2 size={20} aria-hidden />
        {t("giveBack.open")}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t("giveBack.title")}>
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            back.mutate(reason.trim());
          }}
        >
          <p>{t("giveBack.lead", { amount, name: payment.payer.name })}</p>
          <TextBox
            label={t("giveBack.reason")}
            value={reason}
            onChange={setReason}
            maxLength={140}
          />
          <Failure of={back.error} />
          <Button type="submit" wide isPending={back.isPending} isDisabled={!reason.trim()}>
            {t("giveBack.send", { amount })}
          </Button>
        </form>
      </Sheet>
    </>
  );
}
