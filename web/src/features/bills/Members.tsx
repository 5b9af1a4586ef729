import { Plus } from "lucide-react";
import { useState } from "react";
import { Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Avatar } from "~/design/Avatar";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { firstName } from "~/i18n/format";
import { useRelatives } from "~/shared/people/useRelatives";
import { named, type Whom, whomOf } from "~/shared/people/whom";

/** Somebody who bears a share. */
export type Member = {
  readonly to: Whom;
  readonly name: string;
  /** Minor units or hundredths of a per cent, as the bill is split; null while it is not said. */
  readonly part: number | null;
};

/** Who shares a bill: the family with one touch, others by handle or phone. */
export function Members({
  members,
  onChange,
}: {
  members: readonly Member[];
  onChange: (members: readonly Member[]) => void;
}) {
  const { t } = useTranslation();
  const relatives = useRelatives();
  const keyOf = (to: Whom) => named(to);
  const has = (to: Whom) => members.some((member) => keyOf(member.to) === keyOf(to));
  const toggle = (to: Whom, name: string) =>
    onChange(
      has(to)
        ? members.filter((member) => keyOf(member.to) !== keyOf(to))
        : [...members, { to, name, part: null }],
    );
  return (
    <div className="grid gap-3">
      {relatives.length > 0 && (
        <ul className="flex gap-2 overflow-x-auto p-1">
          {relatives.map((person) => (
            <li key={person.id}>
              <Pressable
                aria-pressed={has({ handle: person.handle })}
                onPress={() => toggle({ handle: person.handle }, person.name)}
                className="grid w-20 justify-items-center gap-1.5 rounded-control p-2 text-sm transition hover:bg-sunken aria-pressed:bg-accent-soft aria-pressed:font-semibold aria-pressed:text-accent-strong"
              >
                <Avatar name={person.name} size="size-12 ring-2 ring-surface" />
                <span className="max-w-full truncate">{firstName(person.name)}</span>
              </Pressable>
            </li>
          ))}
        </ul>
      )}
      <Another onAdd={(to) => !has(to) && toggle(to, named(to))} label={t("bills.form.another")} />
    </div>
  );
}

function Another({ label, onAdd }: { label: string; onAdd: (to: Whom) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const to = whomOf(typed);
  const add = () => {
    if (to === undefined) return;
    onAdd(to);
    setTyped("");
  };
  return (
    <div className="flex items-end gap-2">
      <div className="flex-1">
        <Field
          label={label}
          name="another"
          autoComplete="off"
          maxLength={64}
          value={typed}
          onChange={setTyped}
        />
      </div>
      <Button
        look="secondary"
        aria-label={t("bills.form.add")}
        isDisabled={to === undefined}
        onPress={add}
      >
        <Plus aria-hidden />
      </Button>
    </div>
  );
}
