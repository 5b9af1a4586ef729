import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MoneyFailure } from "~/api/MoneyFailure";
import { useOwnWallet } from "~/api/wallets";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { type QuickAmount, QuickAmounts } from "~/design/QuickAmounts";
import { Sheet } from "~/design/Sheet";
import { money } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { draw, type Goal, save } from "./api";

const USUAL = [5_000, 10_000, 50_000] as const;

/** Moves money into a goal, or out of it. */
export function MoveSheet({
  goal,
  way,
  onClose,
}: {
  goal: Goal;
  way: "save" | "draw";
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const [amount, setAmount] = useState<number | null>(null);
  const wallet = useOwnWallet();
  const most = way === "save" ? wallet?.available : goal.saved;
  const moving = useChange(
    (asked: number, key) => (way === "save" ? save : draw)(goal.id, asked, key),
    onClose,
  );
  const shown = (minor: number) => money(minor, goal.unit, i18n.language);
  const tooMuch = amount !== null && most !== undefined && amount > most;
  return (
    <Sheet open onClose={onClose} title={t(`goals.${way}.title`, { name: goal.name })}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (amount !== null && !tooMuch) moving.mutate(amount);
        }}
      >
        <AmountField
          large
          autoFocus
          label={t("goals.amount")}
          value={amount}
          onChange={setAmount}
          hint={most === undefined ? undefined : t(`goals.${way}.most`, { most: shown(most) })}
          error={tooMuch ? t(`goals.${way}.tooMuch`) : undefined}
        />
        <QuickAmounts amounts={quick(goal, way, most, t(`goals.${way}.all`))} onPick={setAmount} />
        <MoneyFailure of={moving.error} />
        <Button
          type="submit"
          wide
          isPending={moving.isPending}
          isDisabled={amount === null || amount === 0 || tooMuch}
        >
          {amount === null || amount === 0
            ? t(`goals.${way}.do`)
            : t(`goals.${way}.doAmount`, { amount: shown(amount) })}
        </Button>
      </form>
    </Sheet>
  );
}

/** What is often moved, as far as it is there; and what is left to the target, or all of it. */
function quick(
  goal: Goal,
  way: "save" | "draw",
  most: number | undefined,
  all: string,
): readonly QuickAmount[] {
  const usual = USUAL.filter((minor) => most === undefined || minor <= most);
  const whole = way === "save" ? goal.target - goal.saved : goal.saved;
  const there = whole > 0 && (most === undefined || whole <= most);
  return [...usual.map((minor) => ({ minor })), ...(there ? [{ minor: whole, text: all }] : [])];
}
