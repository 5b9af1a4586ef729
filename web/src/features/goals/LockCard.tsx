import { Lock, LockOpen } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { DateField } from "~/design/DateField";
import { Sheet } from "~/design/Sheet";
import { Notice } from "~/design/Surface";
import { dayHere, firstName, fullDay } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { type Goal, lock, unlock } from "./api";

/** The lock on a goal: shown to whose it is, set and lifted by who guards them. */
export function LockCard({ goal, guarding }: { goal: Goal; guarding: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const lifting = useChange(() => unlock(goal.id));
  if (goal.lock === null && !guarding) return null;
  return (
    <>
      {goal.lock === null ? (
        <Button look="secondary" onPress={() => setOpen(true)}>
          <Lock size={18} aria-hidden />
          {t("goals.lock.set")}
        </Button>
      ) : (
        <Notice
          action={
            guarding && (
              <Button look="quiet" isPending={lifting.isPending} onPress={() => lifting.mutate()}>
                <LockOpen size={18} aria-hidden />
                {t("goals.lock.lift")}
              </Button>
            )
          }
        >
          <Held lock={goal.lock} />
        </Notice>
      )}
      <Failure of={lifting.error} />
      {open && <LockSheet goal={goal} onClose={() => setOpen(false)} />}
    </>
  );
}

function Held({ lock: { by, until } }: { lock: NonNullable<Goal["lock"]> }) {
  const { t, i18n } = useTranslation();
  return (
    <span className="flex items-center gap-3">
      <Lock size={20} aria-hidden className="shrink-0" />
      {until === null
        ? t("goals.lock.target", { name: firstName(by.name) })
        : t("goals.lock.until", { name: firstName(by.name), day: fullDay(until, i18n.language) })}
    </span>
  );
}

function LockSheet({ goal, onClose }: { goal: Goal; onClose: () => void }) {
  const { t } = useTranslation();
  const [until, setUntil] = useState<string | null>(null);
  const locking = useChange((day: string | null) => lock(goal.id, day), onClose);
  return (
    <Sheet open onClose={onClose} title={t("goals.lock.title")}>
      <p className="text-muted">{t("goals.lock.hint")}</p>
      <DateField
        label={t("goals.lock.day")}
        value={until}
        onChange={setUntil}
        min={dayHere(new Date(Date.now() + 86_400_000))}
        hint={t("goals.lock.dayHint")}
      />
      <Failure of={locking.error} />
      <Button wide isPending={locking.isPending} onPress={() => locking.mutate(until)}>
        {t("goals.lock.set")}
      </Button>
    </Sheet>
  );
}
