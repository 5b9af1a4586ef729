import { Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Avatar } from "~/design/Avatar";
import { Field } from "~/design/Field";
import { firstName } from "~/i18n/format";
import { useRelatives } from "./useRelatives";
import { whomOf } from "./whom";

/** Somebody of the family, with one touch, or anybody by what is typed. */
export function WhomField({
  label,
  value,
  onChange,
  error,
}: {
  label: string;
  /** As typed. */
  value: string;
  onChange: (typed: string) => void;
  error?: string | undefined;
}) {
  const { t } = useTranslation();
  const relatives = useRelatives();
  const meant = whomOf(value);
  return (
    <div className="grid gap-3">
      {relatives.length > 0 && (
        <ul className="flex gap-2 overflow-x-auto p-1">
          {relatives.map((person) => {
            const picked =
              meant !== undefined && "handle" in meant && meant.handle === person.handle;
            return (
              <li key={person.id}>
                <Pressable
                  aria-pressed={picked}
                  onPress={() => onChange(picked ? "" : `@${person.handle}`)}
                  className="group grid w-20 justify-items-center gap-1.5 rounded-control p-2 text-sm transition hover:bg-sunken aria-pressed:bg-accent-soft aria-pressed:font-semibold aria-pressed:text-accent-strong"
                >
                  <Avatar name={person.name} size="size-12 ring-2 ring-surface" />
                  <span className="max-w-full truncate">{firstName(person.name)}</span>
                </Pressable>
              </li>
            );
          })}
        </ul>
      )}
      <Field
        label={label}
        name="whom"
        autoComplete="off"
        maxLength={64}
        value={value}
        onChange={onChange}
        hint={t("whom.hint")}
        error={
          error ?? (value.length > 3 && meant === undefined ? t("whom.unreadable") : undefined)
        }
      />
    </div>
  );
}
