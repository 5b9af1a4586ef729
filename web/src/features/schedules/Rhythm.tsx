import { useTranslation } from "react-i18next";
import { OneOf } from "~/design/Choices";
import { Select } from "~/design/Select";
import { weekday } from "~/i18n/format";
import type { Every } from "./api";

const EVERY: readonly Every[] = ["weekly", "fortnightly", "monthly"];
const MONTH = Array.from({ length: 31 }, (_, at) => String(at + 1));
const WEEK = MONTH.slice(0, 7);

/** How often and on which day; a month without that day has its last one instead. */
export function Rhythm({
  every,
  day,
  onChange,
}: {
  every: Every;
  day: number;
  onChange: (every: Every, day: number) => void;
}) {
  const { t, i18n } = useTranslation();
  const monthly = every === "monthly";
  return (
    <>
      <OneOf
        label={t("rhythm.every")}
        value={every}
        onChange={(next) => onChange(next, next === "monthly" ? 1 : Math.min(day, 7))}
        options={EVERY.map((value) => ({ value, text: t(`rhythm.${value}`) }))}
      />
      <Select
        label={t("rhythm.day")}
        value={String(day)}
        onChange={(next) => onChange(every, Number(next))}
        options={(monthly ? MONTH : WEEK).map((value) => ({
          value,
          text: monthly
            ? t("rhythm.ofMonth", { day: value })
            : weekday(Number(value), i18n.language),
        }))}
      />
    </>
  );
}

/** "Every Friday", "Every second Monday", "On the 1st of each month" */
export function useRhythm(): (every: Every | "once", day: number | null) => string {
  const { t, i18n } = useTranslation();
  return (every, day) => {
    if (every === "once" || day === null) return t("rhythm.once");
    const said = every === "monthly" ? day : weekday(day, i18n.language);
    return t(`rhythm.on.${every}`, { day: said });
  };
}
