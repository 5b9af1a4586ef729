import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { MoneyFailure } from "~/api/MoneyFailure";
import { Button } from "~/design/Button";
import { Sheet } from "~/design/Sheet";
import { money } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { breakPot, change, type Goal, type GoalBody } from "./api";
import { GoalForm } from "./GoalForm";

export function ChangeSheet({ goal, onClose }: { goal: Goal; onClose: () => void }) {
  const { t } = useTranslation();
  const changing = useChange((body: GoalBody) => change(goal.id, differing(goal, body)), onClose);
  return (
    <Sheet open onClose={onClose} title={t("goals.change.title")}>
      <GoalForm
        first={goal}
        submit={t("goals.change.do")}
        isPending={changing.isPending}
        error={changing.error}
        onSubmit={(body) => changing.mutate(body)}
      />
    </Sheet>
  );
}

/** What is new about a goal: a locked one refuses its target and day even as they are. */
function differing(goal: Goal, body: GoalBody): Partial<GoalBody> {
  const entries = Object.entries(body) as [keyof GoalBody, GoalBody[keyof GoalBody]][];
  return Object.fromEntries(entries.filter(([name, value]) => goal[name] !== value));
}

/** Asks once more before all that was saved goes back and the goal is over. */
export function BreakSheet({ goal, onClose }: { goal: Goal; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const breaking = useChange(
    (_: undefined, key) => breakPot(goal.id, key),
    () => void navigate({ to: "/goals" }),
  );
  return (
    <Sheet open onClose={onClose} title={t("goals.break.title", { name: goal.name })}>
      <p className="text-muted">
        {t(goal.saved < goal.target ? "goals.break.early" : "goals.break.hint", {
          saved: money(goal.saved, goal.unit, i18n.language),
          missing: money(Math.max(0, goal.target - goal.saved), goal.unit, i18n.language),
        })}
      </p>
      <MoneyFailure of={breaking.error} />
      <Button
        wide
        look="danger"
        isPending={breaking.isPending}
        onPress={() => breaking.mutate(undefined)}
      >
        {t("goals.break.do")}
      </Button>
      <Button wide look="quiet" onPress={onClose}>
        {t("goals.break.keep")}
      </Button>
    </Sheet>
  );
}
