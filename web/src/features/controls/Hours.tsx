import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { AnyOf } from "~/design/Choices";
import { Field } from "~/design/Field";
import { Sheet } from "~/design/Sheet";
import { Card, Heading } from "~/design/Surface";
import { weekday } from "~/i18n/format";
import type { Draft, Hours } from "./draft";
import type { Edit } from "./Editor";
import { useHours } from "./useLines";

const DAYS = ["1", "2", "3", "4", "5", "6", "7"] as const;
const SCHOOL: Hours = { days: [1, 2, 3, 4, 5], from: "08:00", to: "14:00" };
const NIGHT: Hours = { days: [1, 2, 3, 4, 5, 6, 7], from: "22:00", to: "06:00" };

/** Times of the week in which nothing is paid. */
export function ClosedHours({ draft, edit }: { draft: Draft; edit: Edit }) {
  const { t } = useTranslation();
  const hours = useHours();
  const [adding, setAdding] = useState(false);
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("controls.hours")}>
      <Heading>{t("controls.hours")}</Heading>
      <Card className="grid gap-2">
        {draft.hours.length === 0 && <p className="text-muted">{t("controls.noHours")}</p>}
        <ul className="grid">
          {draft.hours.map((one, index) => (
            <li
              key={JSON.stringify(one)}
              className="flex min-h-12 items-center justify-between gap-3"
            >
              <span className="font-medium">{hours(one)}</span>
              <Pressable
                aria-label={t("controls.remove", { what: hours(one) })}
                onPress={() => edit({ hours: draft.hours.filter((_, at) => at !== index) })}
                className="grid size-11 shrink-0 place-items-center rounded-full text-muted hover:bg-sunken"
              >
                <Trash2 size={20} aria-hidden />
              </Pressable>
            </li>
          ))}
        </ul>
        <Button look="quiet" onPress={() => setAdding(true)}>
          <Plus size={20} aria-hidden />
          {t("controls.addHours")}
        </Button>
      </Card>
      {adding && (
        <Add
          onClose={() => setAdding(false)}
          onAdd={(one) => {
            edit({ hours: [...draft.hours, one] });
            setAdding(false);
          }}
        />
      )}
    </section>
  );
}

function Add({ onAdd, onClose }: { onAdd: (hours: Hours) => void; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [hours, setHours] = useState<Hours>(SCHOOL);
  return (
    <Sheet open onClose={onClose} title={t("controls.addHours")}>
      <div className="flex flex-wrap gap-2">
        <Button look="secondary" onPress={() => setHours(SCHOOL)}>
          {t("controls.school")}
        </Button>
        <Button look="secondary" onPress={() => setHours(NIGHT)}>
          {t("controls.night")}
        </Button>
      </div>
      <AnyOf
        label={t("controls.days")}
        values={hours.days.map(String) as (typeof DAYS)[number][]}
        onChange={(days) => setHours({ ...hours, days: days.map(Number).sort() })}
        options={DAYS.map((value) => ({
          value,
          text: weekday(Number(value), i18n.language, "short"),
        }))}
      />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(8rem,1fr))] gap-3">
        <Field
          label={t("controls.from")}
          type="time"
          value={hours.from}
          onChange={(from) => setHours({ ...hours, from })}
        />
        <Field
          label={t("controls.to")}
          type="time"
          value={hours.to}
          onChange={(to) => setHours({ ...hours, to })}
          hint={hours.from !== "" && hours.to <= hours.from ? t("controls.nextDay") : undefined}
        />
      </div>
      <Button
        wide
        isDisabled={hours.days.length === 0 || hours.from === "" || hours.to === ""}
        onPress={() => onAdd(hours)}
      >
        {t("controls.add")}
      </Button>
    </Sheet>
  );
}
