import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { goalsQuery } from "~/api/reads";
import { Button } from "~/design/Button";
import { Select } from "~/design/Select";
import { Sheet } from "~/design/Sheet";
import { Notice, Skeleton } from "~/design/Surface";
import { useChange } from "~/session/useChange";
import { decideSplit, splitQuery } from "./api";

type Part = { readonly bp: number; readonly goal: string | null };

const STEP_BP = 500;
const WHOLE_BP = 10_000;

/** How each reward is split: so much into one goal to save, so much into one to share, the rest to spend. */
export function RewardSplit({
  person,
  name,
  onClose,
}: {
  person: string;
  name: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { data: split } = useQuery(splitQuery(person));
  const { data: goals } = useQuery(goalsQuery);
  const theirs = goals?.filter((goal) => goal.owner.id === person);
  return (
    <Sheet open onClose={onClose} title={t("split.title", { name })}>
      <p className="text-muted">{t("split.lead")}</p>
      {split === undefined || theirs === undefined ? (
        <Skeleton className="h-40" />
      ) : theirs.length === 0 ? (
        <Notice>{t("split.noGoals", { name })}</Notice>
      ) : (
        <Parts person={person} split={split} goals={theirs} onDone={onClose} />
      )}
    </Sheet>
  );
}

function Parts({
  person,
  split,
  goals,
  onDone,
}: {
  person: string;
  split: Schemas["Split"];
  goals: readonly Schemas["Goal"][];
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const [saving, setSaving] = useState<Part>(split.saving);
  const [sharing, setSharing] = useState<Part>(split.sharing);
  const save = useChange(decideSplit, onDone);
  const spend = WHOLE_BP - saving.bp - sharing.bp;
  const whole = (part: Part) => ({
    bp: part.bp,
    goal: part.bp === 0 ? null : (part.goal ?? goals[0]?.id ?? null),
  });
  return (
    <>
      <div aria-hidden className="flex h-4 overflow-hidden rounded-full bg-sunken">
        <div className="bg-good" style={{ width: `${saving.bp / 100}%` }} />
        <div className="bg-gold" style={{ width: `${sharing.bp / 100}%` }} />
        <div className="bg-accent" style={{ width: `${Math.max(0, spend) / 100}%` }} />
      </div>
      <OnePart
        label={t("split.save")}
        part={saving}
        most={WHOLE_BP - sharing.bp}
        onChange={setSaving}
        goals={goals}
      />
      <OnePart
        label={t("split.share")}
        part={sharing}
        most={WHOLE_BP - saving.bp}
        onChange={setSharing}
        goals={goals}
      />
      <p className="font-medium">{t("split.spend", { percent: spend / 100 })}</p>
      <Failure of={save.error} />
      <Button
        wide
        isPending={save.isPending}
        onPress={() =>
          save.mutate({ person, body: { saving: whole(saving), sharing: whole(sharing) } })
        }
      >
        {t("split.decide")}
      </Button>
    </>
  );
}

function OnePart({
  label,
  part,
  most,
  onChange,
  goals,
}: {
  label: string;
  part: Part;
  most: number;
  onChange: (part: Part) => void;
  goals: readonly Schemas["Goal"][];
}) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-2">
      <label className="grid gap-1">
        <span className="flex justify-between font-medium">
          {label}
          <span className="money">{part.bp / 100}%</span>
        </span>
        <input
          type="range"
          min={0}
          max={most}
          step={STEP_BP}
          value={part.bp}
          onChange={(event) => onChange({ ...part, bp: Number(event.target.value) })}
          className="h-11 w-full accent-(--accent)"
        />
      </label>
      {part.bp > 0 && (
        <Select
          label={t("split.into")}
          value={part.goal ?? goals[0]?.id ?? ""}
          onChange={(goal) => onChange({ ...part, goal })}
          options={goals.map((goal) => ({ value: goal.id, text: goal.name }))}
        />
      )}
    </div>
  );
}
