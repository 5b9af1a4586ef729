import { useTranslation } from "react-i18next";
import { Bar } from "~/design/Bar";
import { Money } from "~/design/Money";
import { Card } from "~/design/Surface";
import { fromToday, fullDay, money } from "~/i18n/format";
import type { Goal } from "./api";
import { Picture } from "./Picture";
import { paceOf } from "./pace";

/** A goal at a glance: its picture, what is there, what is missing, and how to get there in time. */
export function Hero({ goal }: { goal: Goal }) {
  const { t, i18n } = useTranslation();
  const shown = (minor: number) => money(minor, goal.unit, i18n.language);
  const pace = goal.closed_at === null ? paceOf(goal) : undefined;
  return (
    <Card className="grid gap-4 !p-3">
      <Picture
        name={goal.picture}
        part={goal.saved}
        whole={goal.target}
        size={88}
        className="h-44 w-full"
      />
      <div className="grid gap-2 px-2 pb-2">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="text-3xl font-bold">
            <Money minor={goal.saved} unit={goal.unit} />
          </span>
          <span className="text-muted">
            {t("goals.target", { target: goal.target, unit: goal.unit })}
          </span>
        </p>
        <Bar
          part={goal.saved}
          whole={goal.target}
          paint={goal.saved >= goal.target ? "good" : "accent"}
        />
        {goal.wanted_by !== null && goal.closed_at === null && (
          <p className="text-sm text-muted">
            {t("goals.wanted", {
              day: fullDay(goal.wanted_by, i18n.language),
              left: fromToday(goal.wanted_by, i18n.language),
            })}
          </p>
        )}
        {pace !== undefined && (
          <p className="text-sm font-medium text-accent-strong">
            {t(`goals.pace.${pace.every}`, { amount: shown(pace.amount) })}
          </p>
        )}
      </div>
    </Card>
  );
}
