import { Check, Hourglass, type LucideIcon, MessageCircleWarning, Undo2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Row } from "~/design/Row";
import { Card } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { day, daysUntil, firstName, fromToday } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { done, type Turn } from "./api";

/** What is to be done; with what a guardian said, where it was sent back. */
export function OpenTurn({ turn }: { turn: Turn }) {
  const { t, i18n } = useTranslation();
  const doing = useChange(() => done(turn.id));
  const late = daysUntil(turn.due_on) < 0;
  return (
    <Card className="grid gap-3 !p-4">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 className="text-lg leading-snug font-semibold break-words">{turn.chore.title}</h3>
          <p className={`text-sm ${late ? "font-medium text-bad" : "text-muted"}`}>
            {t("chores.due", { when: fromToday(turn.due_on, i18n.language) })} ·{" "}
            {t(`every.${turn.chore.every}`)}
          </p>
        </div>
        <span className="shrink-0 text-lg font-bold text-good">
          <Money minor={turn.chore.reward} unit={turn.chore.unit} signed />
        </span>
      </div>
      {turn.note !== null && (
        <p className="flex gap-3 rounded-control bg-gold-soft px-4 py-3 text-sm text-gold">
          <MessageCircleWarning size={20} aria-hidden className="shrink-0" />
          <span className="min-w-0 break-words">
            <strong className="block">
              {t("chores.sentBack", {
                name: firstName(turn.decided_by?.name ?? turn.chore.giver.name),
              })}
            </strong>
            {turn.note}
          </span>
        </p>
      )}
      <Failure of={doing.error} />
      <Button wide isPending={doing.isPending} onPress={() => doing.mutate()}>
        <Check size={20} aria-hidden />
        {t(turn.note === null ? "chores.done" : "chores.doneAgain")}
      </Button>
    </Card>
  );
}

const LOOKS: Record<
  Exclude<Turn["state"], "open">,
  { icon: LucideIcon; tone: "accent" | "gold" | "good" | "plain"; paint: string }
> = {
  done: { icon: Hourglass, tone: "gold", paint: "bg-gold-soft text-gold" },
  approved: { icon: Check, tone: "accent", paint: "bg-accent-soft text-accent-strong" },
  paid: { icon: Check, tone: "good", paint: "bg-good-soft text-good" },
  missed: { icon: X, tone: "plain", paint: "bg-sunken text-muted" },
  withdrawn: { icon: Undo2, tone: "plain", paint: "bg-sunken text-muted" },
};

/** What was done, or was not. */
export function PastTurn({ turn }: { turn: Turn }) {
  const { t, i18n } = useTranslation();
  if (turn.state === "open") return null;
  const { icon: Icon, tone, paint } = LOOKS[turn.state];
  const due = turn.reward !== null && turn.reward.state !== "paid" ? turn.reward.due_at : null;
  return (
    <Row
      lead={
        <span
          aria-hidden
          className={`grid size-11 shrink-0 place-items-center rounded-full ${paint}`}
        >
          <Icon size={20} />
        </span>
      }
      title={turn.chore.title}
      detail={
        due === null
          ? day(turn.decided_at ?? turn.done_at ?? turn.due_on, i18n.language)
          : t(turn.reward?.state === "owed" ? "chores.owed" : "chores.paysOn", {
              day: day(due, i18n.language),
            })
      }
      trail={
        <span className="grid justify-items-end gap-0.5">
          <span className={turn.state === "paid" ? "font-semibold text-good" : "text-muted"}>
            <Money
              minor={turn.chore.reward}
              unit={turn.chore.unit}
              signed={turn.state === "paid"}
            />
          </span>
          <Tag tone={tone}>{t(`chores.state.${turn.state}`)}</Tag>
        </span>
      }
    />
  );
}
