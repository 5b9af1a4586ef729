import { useQuery } from "@tanstack/react-query";
import {
  CalendarSync,
  Coins,
  HandHeart,
  type LucideIcon,
  Percent,
  Plus,
  Sprout,
  X,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Row } from "~/design/Row";
import { Heading, Skeleton } from "~/design/Surface";
import { firstName, fullDay } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import { end, type Goal, type Plan, plansQuery } from "./api";
import { NewPlan } from "./NewPlan";
import { usePlanWords } from "./usePlanWords";

export const PLAN_ICONS: Record<Plan["kind"], LucideIcon> = {
  autosave: CalendarSync,
  share: Percent,
  round_up: Coins,
  match: HandHeart,
  interest: Sprout,
};

/** What fills a goal by itself, and who pays for it. */
export function Plans({ goal, mine }: { goal: Goal; mine: boolean }) {
  const { t } = useTranslation();
  const plans = useQuery(plansQuery(goal.id));
  const [open, setOpen] = useState(false);
  return (
    <section className="grid gap-2">
      <Heading
        action={
          <Button look="quiet" onPress={() => setOpen(true)}>
            <Plus size={18} aria-hidden />
            {t("goals.plan.add")}
          </Button>
        }
      >
        {t("goals.plan.title")}
      </Heading>
      {plans.isPending && <Skeleton className="h-16" />}
      <Failure of={plans.error} />
      {plans.data?.length === 0 && (
        <p className="px-1 text-muted">{t(mine ? "goals.plan.none" : "goals.plan.noneTheirs")}</p>
      )}
      <ul>
        {plans.data?.map((plan) => (
          <li key={plan.id}>
            <One plan={plan} />
          </li>
        ))}
      </ul>
      {open && <NewPlan goal={goal} mine={mine} onClose={() => setOpen(false)} />}
    </section>
  );
}

function One({ plan }: { plan: Plan }) {
  const { t, i18n } = useTranslation();
  const words = usePlanWords();
  const me = useMe();
  const ending = useChange(() => end(plan.id));
  const Icon = PLAN_ICONS[plan.kind];
  const paying = plan.payer.id === me?.id;
  const due =
    plan.next_due === null
      ? undefined
      : t("goals.plan.next", { day: fullDay(plan.next_due, i18n.language) });
  const by = paying ? undefined : t("goals.plan.by", { name: firstName(plan.payer.name) });
  return (
    <>
      <Row
        lead={
          <span
            aria-hidden
            className="grid size-11 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-strong"
          >
            <Icon size={20} />
          </span>
        }
        title={words(plan)}
        detail={[by, due].filter((part) => part !== undefined).join(" · ") || t("goals.plan.each")}
        trail={
          paying && (
            <Button
              look="quiet"
              aria-label={t("goals.plan.end", { what: words(plan) })}
              isPending={ending.isPending}
              onPress={() => ending.mutate()}
            >
              <X size={18} aria-hidden />
            </Button>
          )
        }
      />
      <Failure of={ending.error} />
    </>
  );
}
