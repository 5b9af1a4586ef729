import { useState } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { DateField } from "~/design/DateField";
import { Field } from "~/design/Field";
import { dayHere } from "~/i18n/format";
import type { GoalBody } from "./api";
import { PICTURE_NAMES, Picture, type PictureName } from "./Picture";

const DAY = 86_400_000;

/** What one saves for: asked for when a goal is made, and when it is changed. */
export function GoalForm({
  first,
  submit,
  isPending,
  error,
  onSubmit,
}: {
  first?: { name: string; picture: PictureName; target: number; wanted_by: string | null };
  submit: string;
  isPending: boolean;
  error: unknown;
  onSubmit: (body: GoalBody) => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState(first?.name ?? "");
  const [picture, setPicture] = useState<PictureName>(first?.picture ?? "piggy_bank");
  const [target, setTarget] = useState<number | null>(first?.target ?? null);
  const [by, setBy] = useState<string | null>(first?.wanted_by ?? null);
  const complete = name.trim() !== "" && target !== null && target > 0;
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) onSubmit({ name: name.trim(), picture, target, wanted_by: by });
      }}
    >
      <Field
        label={t("goals.form.name")}
        name="name"
        maxLength={60}
        value={name}
        onChange={setName}
      />
      <PicturePicker value={picture} onChange={setPicture} />
      <AmountField label={t("goals.form.target")} value={target} onChange={setTarget} />
      <DateField
        label={t("goals.form.by")}
        value={by}
        onChange={setBy}
        min={dayHere(new Date(Date.now() + DAY))}
        hint={t("goals.form.byHint")}
      />
      <Failure of={error} />
      <Button type="submit" wide isPending={isPending} isDisabled={!complete}>
        {submit}
      </Button>
    </form>
  );
}

function PicturePicker({
  value,
  onChange,
}: {
  value: PictureName;
  onChange: (picture: PictureName) => void;
}) {
  const { t } = useTranslation();
  return (
    <RadioGroup
      value={value}
      onChange={(next) => onChange(next as PictureName)}
      className="grid gap-2"
    >
      <Label className="text-sm font-medium text-muted">{t("goals.form.picture")}</Label>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(3.5rem,1fr))] gap-2">
        {PICTURE_NAMES.map((name) => (
          <Radio
            key={name}
            value={name}
            aria-label={t(`goals.picture.${name}`)}
            className="group cursor-pointer rounded-control border-2 border-transparent p-0.5 transition data-focus-visible:outline-3 data-focus-visible:outline-accent data-selected:border-accent"
          >
            <Picture
              name={name}
              part={name === value ? 1 : 0}
              size={26}
              className="aspect-square w-full"
            />
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
