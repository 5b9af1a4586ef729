import { useTranslation } from "react-i18next";
import { money } from "~/i18n/format";

/** An amount of minor units, as the family's country writes it: ₹1,23,456.00. */
export function Money({
  minor,
  unit = "INR",
  signed = false,
  className = "",
}: {
  minor: number;
  unit?: string;
  /** Says of money in that it is: +₹50.00. */
  signed?: boolean;
  className?: string;
}) {
  const { i18n } = useTranslation();
  return (
    <span className={`money ${className}`}>
      {signed && minor > 0 ? "+" : ""}
      {money(minor, unit, i18n.language)}
    </span>
  );
}
