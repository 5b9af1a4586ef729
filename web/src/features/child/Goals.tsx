import { useQuery } from "@tanstack/react-query";
import { Lock, LockOpen, PiggyBank, Sparkles } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { goalsQuery } from "~/api/reads";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Meter } from "~/design/Meter";
import { Money } from "~/design/Money";
import { Sheet } from "~/design/Sheet";
import { Card, Empty, Heading } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { day, firstName } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { lock, unlock } from "./api";
import { Added, MatchGoal } from "./MatchGoal";

/** What a child saves for. A guardian can keep it closed for a while, and add to it. */
export function Goals({ child }: { child: Schemas["ChildAtHome"] }) {
  const { t } = useTranslation();
  const { data } = useQuery(goalsQuery);
  const theirs = data?.filter((goal) => goal.owner.id === child.id);
  if (theirs === undefined) return null;
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("child.goals")}>
      <Heading>{t("child.goals")}</Heading>
      {theirs.length === 0 ? (
        <Empty
          picture={<PiggyBank size={36} />}
          title={t("child.noGoals", { name: firstName(child.name) })}
        />
      ) : (
        <ul className="grid grid-cols-1 gap-3">
          {theirs.map((goal) => (
            <li key={goal.id}>
              <Goal goal={goal} child={child} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Goal({ goal, child }: { goal: Schemas["Goal"]; child: Schemas["ChildAtHome"] }) {
  const { t, i18n } = useTranslation();
  const [doing, setDoing] = useState<"lock" | "match">();
  const open = useChange(unlock);
  const mayLock = child.rights.includes("set_controls");
  const mayAdd = child.rights.includes("top_up");
  return (
    <Card className="grid gap-3 !p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <span className="min-w-0 wrap-anywhere font-semibold">{goal.name}</span>
        {goal.lock !== null ? (
          <Tag tone="gold">
            <Lock size={13} aria-hidden />
            {goal.lock.until === null
              ? t("child.goal.lockedTarget")
              : t("child.goal.lockedUntil", { day: day(goal.lock.until, i18n.language) })}
          </Tag>
        ) : (
          goal.reached_at !== null && <Tag tone="good">{t("child.goal.reached")}</Tag>
        )}
      </div>
      <Meter
        part={goal.saved}
        whole={Math.max(goal.target, goal.saved + 1)}
        label={t("child.goal.progress", { name: goal.name })}
      />
      <p className="text-sm text-muted">
        <Money minor={goal.saved} unit={goal.unit} className="font-semibold text-ink" />{" "}
        {t("child.goal.of")} <Money minor={goal.target} unit={goal.unit} />
        {goal.wanted_by !== null &&
          ` · ${t("child.goal.by", { day: day(goal.wanted_by, i18n.language) })}`}
      </p>
      <Added goal={goal.id} />
      <Failure of={open.error} />
      <div className="-mx-2 flex flex-wrap">
        {mayLock &&
          (goal.lock === null ? (
            <Button look="quiet" onPress={() => setDoing("lock")}>
              <Lock size={18} aria-hidden />
              {t("child.goal.lock")}
            </Button>
          ) : (
            <Button look="quiet" isPending={open.isPending} onPress={() => open.mutate(goal.id)}>
              <LockOpen size={18} aria-hidden />
              {t("child.goal.unlock")}
            </Button>
          ))}
        {mayAdd && (
          <Button look="quiet" onPress={() => setDoing("match")}>
            <Sparkles size={18} aria-hidden />
            {t("child.goal.add")}
          </Button>
        )}
      </div>
      {doing === "lock" && <LockGoal goal={goal} onClose={() => setDoing(undefined)} />}
      {doing === "match" && <MatchGoal goal={goal} onClose={() => setDoing(undefined)} />}
    </Card>
  );
}

function LockGoal({ goal, onClose }: { goal: Schemas["Goal"]; onClose: () => void }) {
  const { t } = useTranslation();
  const [until, setUntil] = useState("");
  const close = useChange(lock, onClose);
  return (
    <Sheet open onClose={onClose} title={t("child.goal.lockTitle", { name: goal.name })}>
      <p className="text-muted">{t("child.goal.lockLead")}</p>
      <Field
        label={t("child.goal.lockUntil")}
        type="date"
        value={until}
        onChange={setUntil}
        hint={t("child.goal.lockHint")}
      />
      <Failure of={close.error} />
      <Button
        wide
        isPending={close.isPending}
        onPress={() => close.mutate({ goal: goal.id, until: until === "" ? null : until })}
      >
        {t("child.goal.lock")}
      </Button>
    </Sheet>
  );
}
