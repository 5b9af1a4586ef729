import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { MoneyFailure } from "~/api/MoneyFailure";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { QuickAmounts } from "~/design/QuickAmounts";
import { TextBox } from "~/design/TextBox";
import { money } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { type GiftBody, give, type Invitation } from "./api";

const USUAL = [10_000, 25_000, 50_000, 100_000, 250_000] as const;

/** How much, from whom, and some words. */
export function GiveForm({
  token,
  invitation,
  onGiven,
}: {
  token: string;
  invitation: Invitation;
  onGiven: (given: Schemas["Given"]) => void;
}) {
  const { t, i18n } = useTranslation();
  const [amount, setAmount] = useState<number | null>(null);
  const [giver, setGiver] = useState("");
  const [message, setMessage] = useState("");
  const giving = useChange((body: GiftBody, key) => give(body, key), onGiven);
  const most = invitation.most_amount;
  const tooMuch = amount !== null && amount > most;
  const complete = amount !== null && amount > 0 && !tooMuch && giver.trim() !== "";
  const usual = USUAL.filter((minor) => minor <= most);
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!complete) return;
        const words = message.trim();
        giving.mutate({
          token,
          amount,
          giver: giver.trim(),
          ...(words !== "" && { message: words }),
        });
      }}
    >
      <AmountField
        large
        label={t("give.amount")}
        value={amount}
        onChange={setAmount}
        error={
          tooMuch
            ? t("give.tooMuch", { most: money(most, invitation.unit, i18n.language) })
            : undefined
        }
      />
      <QuickAmounts
        amounts={(usual.length > 0 ? usual : [most]).map((minor) => ({ minor }))}
        onPick={setAmount}
      />
      <Field
        label={t("give.giver")}
        name="giver"
        autoComplete="name"
        maxLength={40}
        value={giver}
        onChange={setGiver}
        hint={t("give.giverHint", { name: invitation.for })}
      />
      <TextBox label={t("give.message")} maxLength={140} value={message} onChange={setMessage} />
      <MoneyFailure of={giving.error} />
      <Button type="submit" wide isPending={giving.isPending} isDisabled={!complete}>
        {amount !== null && amount > 0
          ? t("give.doAmount", { amount: money(amount, invitation.unit, i18n.language) })
          : t("give.do")}
      </Button>
      <p className="text-center text-sm text-muted">{t("give.fine")}</p>
    </form>
  );
}
