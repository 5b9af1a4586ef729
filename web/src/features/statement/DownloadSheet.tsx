import { useMutation } from "@tanstack/react-query";
import { FileSpreadsheet, FileText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { DateField } from "~/design/DateField";
import { Select } from "~/design/Select";
import { Sheet } from "~/design/Sheet";
import { dayHere, monthName } from "~/i18n/format";
import { saveAs } from "~/shared/saveAs";
import { type Form, type Period, statement } from "./api";
import { endOf, monthAfter, monthHere, startOf } from "./months";

const OTHER = "other";

/** A statement to keep: of a month or of other days, to read or to reckon with. */
export function DownloadSheet({
  wallet,
  onClose,
}: {
  wallet: Schemas["Wallet"];
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const today = dayHere(new Date());
  const [month, setMonth] = useState(monthHere());
  const [from, setFrom] = useState<string | null>(`${monthHere()}-01`);
  const [to, setTo] = useState<string | null>(today);
  const fetching = useMutation({
    mutationFn: async (form: Form) => {
      const blob = await statement(wallet.id, form, periodOf(month, from, to));
      const days = month === OTHER ? `${from}-${to}` : month;
      saveAs(blob, `tuppence-${days}.${form}`);
    },
  });
  const incomplete = month === OTHER && (from === null || to === null);
  const months = Array.from({ length: 12 }, (_, n) => monthAfter(monthHere(), -n));
  return (
    <Sheet open onClose={onClose} title={t("activity.download.title")}>
      <Select
        label={t("activity.download.of")}
        value={month}
        onChange={setMonth}
        options={[
          ...months.map((one) => ({ value: one, text: monthName(one, i18n.language) })),
          { value: OTHER, text: t("activity.download.other") },
        ]}
      />
      {month === OTHER && (
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
      )}
      <Failure of={fetching.error} />
      <Button
        wide
        isDisabled={incomplete}
        isPending={fetching.isPending && fetching.variables === "pdf"}
        onPress={() => fetching.mutate("pdf")}
      >
        <FileText size={20} aria-hidden />
        {t("activity.download.pdf")}
      </Button>
      <Button
        wide
        look="secondary"
        isDisabled={incomplete}
        isPending={fetching.isPending && fetching.variables === "csv"}
        onPress={() => fetching.mutate("csv")}
      >
        <FileSpreadsheet size={20} aria-hidden />
        {t("activity.download.csv")}
      </Button>
      <p className="text-sm text-muted">{t("activity.download.hint")}</p>
    </Sheet>
  );
}

function periodOf(month: string, from: string | null, to: string | null): Period {
  if (month !== OTHER || from === null || to === null) return { month };
  // Up to now on the last day: no statement is of what is to come.
  const until = Math.min(Date.parse(endOf(to)), Date.now());
  return { since: startOf(from), until: new Date(until).toISOString() };
}
