import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MoneyFailure } from "~/api/MoneyFailure";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Page } from "~/design/Page";
import { QuickAmounts } from "~/design/QuickAmounts";
import { money } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { WhomField } from "~/shared/people/WhomField";
import { type Whom, whomOf } from "~/shared/people/whom";
import { askFor } from "./api";

const USUAL = [{ minor: 10_000 }, { minor: 20_000 }, { minor: 50_000 }] as const;

/** Asks somebody for money. */
export function NewAsk() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [amount, setAmount] = useState<number | null>(null);
  const [note, setNote] = useState("");
  const asking = useChange(
    (asked: { to: Whom; amount: number; note: string }, key) => askFor(asked, key),
    (ask) => void navigate({ to: "/asks/$ask", params: { ask: ask.id }, replace: true }),
  );
  const to = whomOf(typed);
  return (
    <Page title={t("asks.form.title")} back={{ to: "/asks" }}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (to !== undefined && amount) asking.mutate({ to, amount, note: note.trim() });
        }}
      >
        <WhomField label={t("asks.form.whom")} value={typed} onChange={setTyped} />
        <AmountField large label={t("asks.form.amount")} value={amount} onChange={setAmount} />
        <QuickAmounts amounts={USUAL} onPick={setAmount} />
        <Field
          label={t("asks.form.note")}
          name="note"
          maxLength={140}
          value={note}
          onChange={setNote}
          hint={t("asks.form.noteHint")}
        />
        <MoneyFailure of={asking.error} />
        <Button
          type="submit"
          wide
          isPending={asking.isPending}
          isDisabled={to === undefined || !amount}
        >
          {amount
            ? t("asks.form.doAmount", { amount: money(amount, "INR", i18n.language) })
            : t("asks.form.do")}
        </Button>
      </form>
    </Page>
  );
}
