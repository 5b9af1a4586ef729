import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { DateField } from "~/design/DateField";
import { Select } from "~/design/Select";
import { Sheet } from "~/design/Sheet";
import { dayHere } from "~/i18n/format";
import { type ActivitySearch, CATEGORIES } from "./search";

/** What kind of payment, and of when. */
export function Filters({
  search,
  onChange,
  onClose,
}: {
  search: ActivitySearch;
  onChange: (search: ActivitySearch) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const [category, setCategory] = useState<string>(search.category ?? "");
  const [from, setFrom] = useState<string | null>(search.from ?? null);
  const [to, setTo] = useState<string | null>(search.to ?? null);
  const today = dayHere(new Date());
  const kinds = CATEGORIES.map((value) => ({ value: value as string, text: t(`kind.${value}`) }));
  kinds.sort((a, b) => a.text.localeCompare(b.text, i18n.language));
  return (
    <Sheet open onClose={onClose} title={t("activity.filters.title")}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onChange({
            ...search,
            category: CATEGORIES.find((one) => one === category),
            from: from ?? undefined,
            to: to ?? undefined,
          });
          onClose();
        }}
      >
        <Select
          label={t("activity.filters.category")}
          value={category}
          onChange={setCategory}
          options={[{ value: "", text: t("activity.filters.any") }, ...kinds]}
        />
        <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-3">
          <DateField
            label={t("activity.filters.from")}
            value={from}
            onChange={setFrom}
            max={to ?? today}
          />
          <DateField
            label={t("activity.filters.to")}
            value={to}
            onChange={setTo}
            max={today}
            {...(from !== null && { min: from })}
          />
        </div>
        <Button type="submit" wide>
          {t("activity.filters.show")}
        </Button>
      </form>
    </Sheet>
  );
}
