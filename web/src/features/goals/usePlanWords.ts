import { useTranslation } from "react-i18next";
import { money, weekday } from "~/i18n/format";
import type { Plan } from "./api";

/** Says what a plan does, in a few words. */
export function usePlanWords(): (plan: Pick<Plan, "kind" | "terms">) => string {
  const { t, i18n } = useTranslation();
  return ({ kind, terms }) => {
    const number = (name: string) => Number(terms[name] ?? 0);
    const amount = (name: string) => money(number(name), "INR", i18n.language);
    switch (kind) {
      case "autosave":
        return t(`goals.plan.autosave.${String(terms["every"])}`, {
          amount: amount("amount"),
          day: terms["every"] === "monthly" ? number("day") : weekday(number("day"), i18n.language),
        });
      case "share":
        return t("goals.plan.share.is", { percent: number("percent") });
      case "round_up":
        return t("goals.plan.round_up.is", { to: amount("to") });
      case "match":
        return t("goals.plan.match.is", {
          percent: number("percent"),
          cap: amount("monthly_cap"),
        });
      case "interest":
        return t("goals.plan.interest.is", { percent: number("basis_points") / 100 });
    }
  };
}
