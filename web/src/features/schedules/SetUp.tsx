import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Sheet } from "~/design/Sheet";
import { useChange } from "~/session/useChange";
import { type Every, setUp } from "./api";
import { Rhythm } from "./Rhythm";

/** An allowance from the guardian's wallet to the child's. */
export function SetUp({
  child,
  onClose,
}: {
  child: { readonly id: string; readonly name: string };
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [amount, setAmount] = useState<number | null>(null);
  const [every, setEvery] = useState<Every>("weekly");
  const [day, setDay] = useState(6);
  const [starts, setStarts] = useState("");
  const [note, setNote] = useState("");
  const make = useChange(setUp, onClose);
  return (
    <Sheet open onClose={onClose} title={t("allowances.setUpFor", { name: child.name })}>
      <AmountField label={t("allowances.amount")} value={amount} onChange={setAmount} autoFocus />
      <Rhythm
        every={every}
        day={day}
        onChange={(nextEvery, nextDay) => {
          setEvery(nextEvery);
          setDay(nextDay);
        }}
      />
      <Field
        label={t("allowances.starts")}
        type="date"
        value={starts}
        onChange={setStarts}
        hint={t("allowances.startsHint")}
      />
      <Field label={t("allowances.note")} value={note} onChange={setNote} maxLength={80} />
      <Failure of={make.error} />
      <Button
        wide
        isPending={make.isPending}
        isDisabled={amount === null || amount === 0}
        onPress={() =>
          make.mutate({
            person: child.id,
            amount: amount ?? 0,
            unit: "INR",
            every,
            day,
            ...(starts !== "" && { starts_on: starts }),
            ...(note.trim() !== "" && { note: note.trim() }),
          })
        }
      >
        {t("allowances.setUp")}
      </Button>
    </Sheet>
  );
}
