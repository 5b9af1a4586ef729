import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { OneOf } from "~/design/Choices";
import { Field } from "~/design/Field";
import { Sheet } from "~/design/Sheet";
import { useChange } from "~/session/useChange";
import { type Every, giveChore } from "./api";
import { Rhythm } from "./Rhythm";

const IDEAS = ["dishes", "room", "dog", "plants"] as const;

/** A task with a reward, once or again and again. */
export function GiveChore({
  child,
  onClose,
}: {
  child: { readonly id: string; readonly name: string };
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [title, setTitle] = useState("");
  const [reward, setReward] = useState<number | null>(null);
  const [pays, setPays] = useState<"now" | "pay_day">("now");
  const [again, setAgain] = useState<"once" | "again">("once");
  const [every, setEvery] = useState<Every>("weekly");
  const [day, setDay] = useState(6);
  const give = useChange(giveChore, onClose);
  return (
    <Sheet open onClose={onClose} title={t("tasks.giveTo", { name: child.name })}>
      <Field label={t("tasks.title")} value={title} onChange={setTitle} maxLength={80} autoFocus />
      <div className="flex flex-wrap gap-2">
        {IDEAS.map((idea) => (
          <Button key={idea} look="secondary" onPress={() => setTitle(t(`tasks.idea.${idea}`))}>
            {t(`tasks.idea.${idea}`)}
          </Button>
        ))}
      </div>
      <AmountField label={t("tasks.reward")} value={reward} onChange={setReward} />
      <OneOf
        label={t("tasks.pays")}
        value={pays}
        onChange={setPays}
        options={[
          { value: "now", text: t("tasks.paysNow") },
          { value: "pay_day", text: t("tasks.paysLater") },
        ]}
      />
      <OneOf
        label={t("tasks.howOften")}
        value={again}
        onChange={setAgain}
        options={[
          { value: "once", text: t("rhythm.once") },
          { value: "again", text: t("tasks.again") },
        ]}
      />
      {again === "again" && (
        <Rhythm
          every={every}
          day={day}
          onChange={(nextEvery, nextDay) => {
            setEvery(nextEvery);
            setDay(nextDay);
          }}
        />
      )}
      <Failure of={give.error} />
      <Button
        wide
        isPending={give.isPending}
        isDisabled={title.trim() === "" || reward === null || reward === 0}
        onPress={() =>
          give.mutate({
            person: child.id,
            title: title.trim(),
            reward: reward ?? 0,
            pays,
            ...(again === "once" ? { every: "once" } : { every, day }),
          })
        }
      >
        {t("tasks.give")}
      </Button>
    </Sheet>
  );
}
