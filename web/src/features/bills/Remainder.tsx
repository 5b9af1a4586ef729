import { useTranslation } from "react-i18next";
import { Notice } from "~/design/Surface";
import { money } from "~/i18n/format";
import type { How, Split } from "./splitting";

/** What is still to be given out of a bill, or is too much; and that it adds up once it does. */
export function Remainder({
  how,
  withMe,
  total,
  found,
}: {
  how: How;
  withMe: boolean;
  total: number;
  found: Split;
}) {
  const { t, i18n } = useTranslation();
  if (total === 0) return <Notice tone="gold">{t("bills.rest.noAmount")}</Notice>;
  if (found.fits) {
    const whole = money(total, "INR", i18n.language);
    return <Notice tone="good">{t("bills.rest.fits", { whole })}</Notice>;
  }
  const shown = (rest: number) =>
    how === "percent" ? `${rest / 100}%` : money(rest, "INR", i18n.language);
  if (found.rest < 0) {
    return <Notice tone="bad">{t("bills.rest.tooMuch", { rest: shown(-found.rest) })}</Notice>;
  }
  if (withMe && how !== "even" && found.rest === 0) {
    return <Notice tone="gold">{t("bills.rest.noneForMe")}</Notice>;
  }
  if (how === "even") return <Notice tone="bad">{t("bills.rest.tooSmall")}</Notice>;
  return (
    <Notice tone="gold">
      {t(withMe ? "bills.rest.unsaid" : "bills.rest.left", { rest: shown(found.rest) })}
    </Notice>
  );
}
