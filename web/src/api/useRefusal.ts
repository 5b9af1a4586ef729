import { useTranslation } from "react-i18next";
import { Refused } from "./problem";
import { dataOf, keysOf, type Reason } from "./refusalWords";

/** Says a refusal in words for whoever was refused: by its code, else as the platform titles it. */
export function useRefusal(): (error: unknown) => string {
  const { t } = useTranslation();
  const reason = useReason();
  return (error) => {
    if (!(error instanceof Refused)) return t("refused.unexpected");
    const { code, status, title } = error.problem;
    const unsaid = status >= 500 ? t("refused.unexpected") : title;
    return reason({ code, details: error.problem }, unsaid);
  };
}

/** Says a reason that a payment was or would be refused for; `unsaid` where there are no words for it. */
export function useReason(): (reason: Reason, unsaid?: string) => string {
  const { t, i18n } = useTranslation();
  return (reason, unsaid) => {
    const key = keysOf(reason).find((one) => i18n.exists(one));
    return key === undefined ? (unsaid ?? t("refused.other")) : t(key, dataOf(reason));
  };
}
