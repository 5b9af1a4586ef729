import { ArrowDown, ArrowUp, Equal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { money } from "~/i18n/format";

/** How a sum differs from the month before, in words and with an arrow. More spent is not called good. */
export function Change({
  by,
  unit,
  way,
  whole = false,
}: {
  by: number;
  unit: string;
  way: "in" | "out";
  /** Whether the month is over, and so compared with all of the one before. */
  whole?: boolean;
}) {
  const { t, i18n } = useTranslation();
  const better = way === "out" ? by < 0 : by > 0;
  const Icon = by === 0 ? Equal : by > 0 ? ArrowUp : ArrowDown;
  const key = by === 0 ? "same" : by > 0 ? "more" : "less";
  return (
    <span
      className={`flex items-center gap-1.5 text-sm font-medium ${by === 0 ? "text-muted" : better ? "text-good" : "text-gold"}`}
    >
      <Icon size={16} aria-hidden className="shrink-0" />
      {t(`activity.month.${whole ? "whole" : "sofar"}.${key}`, {
        by: money(Math.abs(by), unit, i18n.language),
      })}
    </span>
  );
}
