import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Gift, Minus, Pencil, Plus } from "lucide-react";
import { Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { LinkButton } from "~/design/LinkButton";
import { Page } from "~/design/Page";
import { Notice, Skeleton } from "~/design/Surface";
import { firstName, fullDay } from "~/i18n/format";
import { useMe } from "~/session/me";
import { type Goal, goalQuery } from "./api";
import { Celebration } from "./Celebration";
import { BreakSheet, ChangeSheet } from "./Changes";
import { Hero } from "./Hero";
import { LockCard } from "./LockCard";
import { MoveSheet } from "./MoveSheet";
import { Moves } from "./Moves";
import { Plans } from "./Plans";

type Open = "save" | "draw" | "change" | "break" | "party";

/** One goal: how far it has come, what moves it, and what fills it by itself. */
export function GoalScreen() {
  return (
    <Suspense fallback={<Waiting />}>
      <Shown />
    </Suspense>
  );
}

function Waiting() {
  return (
    <div className="mx-auto grid w-full max-w-xl gap-5">
      <Skeleton className="h-10 w-48" />
      <Skeleton className="h-64" />
      <Skeleton className="h-12" />
      <Skeleton className="h-40" />
    </div>
  );
}

function Shown() {
  const { t } = useTranslation();
  const me = useMe();
  const { goal: id } = useParams({ from: "/inside/goals/$goal" });
  const { data: goal } = useSuspenseQuery(goalQuery(id));
  const [open, setOpen] = useState<Open>();
  useReached(goal, () => setOpen("party"));
  const close = () => setOpen(undefined);
  const mine = goal.owner.id === me?.id;
  const active = goal.closed_at === null;
  return (
    <Page
      title={goal.name}
      back={{ to: "/goals" }}
      action={
        mine &&
        active && (
          <Button
            look="quiet"
            aria-label={t("goals.change.title")}
            onPress={() => setOpen("change")}
          >
            <Pencil size={20} aria-hidden />
          </Button>
        )
      }
    >
      <Hero goal={goal} />
      {!mine && (
        <p className="px-1 text-muted">{t("goals.of", { name: firstName(goal.owner.name) })}</p>
      )}
      {!active && <Notice>{t("goals.isClosed")}</Notice>}
      {active && mine && <Ways goal={goal} onOpen={setOpen} />}
      {active && <LockCard goal={goal} guarding={!mine} />}
      {active && <Plans goal={goal} mine={mine} />}
      <Moves wallet={goal.wallet} />
      {active && mine && (
        <Button look="quiet" isDisabled={goal.lock !== null} onPress={() => setOpen("break")}>
          {t("goals.break.open")}
        </Button>
      )}
      {(open === "save" || open === "draw") && <MoveSheet goal={goal} way={open} onClose={close} />}
      {open === "change" && <ChangeSheet goal={goal} onClose={close} />}
      {open === "break" && <BreakSheet goal={goal} onClose={close} />}
      {open === "party" && (
        <Celebration goal={goal} onClose={close} onSpend={() => setOpen("draw")} />
      )}
    </Page>
  );
}

function Ways({ goal, onOpen }: { goal: Goal; onOpen: (open: Open) => void }) {
  const { t, i18n } = useTranslation();
  const locked = goal.lock !== null;
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-2 gap-3">
        <Button onPress={() => onOpen("save")}>
          <Plus size={20} aria-hidden />
          {t("goals.save.do")}
        </Button>
        <Button
          look="secondary"
          isDisabled={locked || goal.saved === 0}
          onPress={() => onOpen("draw")}
        >
          <Minus size={20} aria-hidden />
          {t("goals.draw.do")}
        </Button>
      </div>
      {goal.saved < goal.target && (
        <LinkButton look="quiet" to={{ to: "/gifts/new", search: { goal: goal.id } }}>
          <Gift size={20} aria-hidden />
          {t("goals.askGift")}
        </LinkButton>
      )}
      {goal.reached_at !== null && (
        <Notice tone="good">
          {t("goals.reachedOn", { day: fullDay(goal.reached_at, i18n.language) })}
        </Notice>
      )}
    </div>
  );
}

/** Tells of the moment in which the target is crossed while one looks on, whoever's money did it. */
function useReached(goal: Goal, onReached: () => void): void {
  const before = useRef(goal.saved);
  useEffect(() => {
    if (before.current < goal.target && goal.saved >= goal.target) onReached();
    before.current = goal.saved;
  });
}
