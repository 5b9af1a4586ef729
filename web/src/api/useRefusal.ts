import { useTranslation } from "react-i18next";
import { Refused } from "./problem";

/** Says a refusal in words for whoever was refused: by its code, else as the platform titles it. */
export function useRefusal(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    if (!(error instanceof Refused)) return t("refused.unexpected");
    const key = `refused.${error.code}`;
    if (i18n.exists(key)) return t(key, error.problem);
    return error.problem.status >= 500 ? t("refused.unexpected") : error.problem.title;
  };
}
