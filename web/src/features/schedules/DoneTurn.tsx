import { Check, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { MoneyFailure } from "~/api/MoneyFailure";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Sheet } from "~/design/Sheet";
import { Card } from "~/design/Surface";
import { TextBox } from "~/design/TextBox";
import { firstName, when } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { approveTurn, sendBack, type Turn } from "./api";

/** A turn that the child says is done: the reward is paid, or it is said what is missing. */
export function DoneTurn({ turn }: { turn: Turn }) {
  const { t, i18n } = useTranslation();
  const [missing, setMissing] = useState<string>();
  const yes = useChange(approveTurn);
  const back = useChange(sendBack, () => setMissing(undefined));
  return (
    <Card className="grid gap-3 !p-4">
      <div className="flex items-start justify-between gap-3">
        <div>
          <p className="font-semibold">{turn.chore.title}</p>
          <p className="text-sm text-muted">
            {t("tasks.doneBy", {
              name: firstName(turn.chore.person.name),
              when: turn.done_at && when(turn.done_at, i18n.language),
            })}
          </p>
          {turn.chore.pays === "pay_day" && (
            <p className="text-sm text-muted">{t("tasks.paysPayDay")}</p>
          )}
        </div>
        <Money minor={turn.chore.reward} unit={turn.chore.unit} className="text-lg font-bold" />
      </div>
      <MoneyFailure of={yes.error} />
      <div className="grid grid-cols-2 gap-3">
        <Button look="secondary" onPress={() => setMissing("")}>
          <Undo2 size={18} aria-hidden />
          {t("tasks.sendBack")}
        </Button>
        <Button isPending={yes.isPending} onPress={() => yes.mutate(turn.id)}>
          <Check size={18} aria-hidden />
          {t("tasks.approve")}
        </Button>
      </div>
      <Sheet
        open={missing !== undefined}
        onClose={() => setMissing(undefined)}
        title={t("tasks.sendBackTitle")}
      >
        <TextBox
          label={t("tasks.missing")}
          value={missing ?? ""}
          onChange={setMissing}
          maxLength={140}
        />
        <Failure of={back.error} />
        <Button
          wide
          isPending={back.isPending}
          isDisabled={(missing ?? "").trim() === ""}
          onPress={() => back.mutate({ turn: turn.id, note: (missing ?? "").trim() })}
        >
          {t("tasks.sendBack")}
        </Button>
      </Sheet>
    </Card>
  );
}
