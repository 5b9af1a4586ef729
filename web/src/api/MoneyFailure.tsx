import { useTranslation } from "react-i18next";
import { Notice } from "~/design/Surface";
import { Failure } from "./Failure";
import { Refused } from "./problem";

/**
 * Why money did not move, or that it is not known whether it did: then asking again is the same request
 * (its key is kept by `useChange`), and moves it once.
 */
export function MoneyFailure({ of }: { of: unknown }) {
  const { t } = useTranslation();
  if (!(of instanceof Refused) || !of.unknown || of.code === "queue_full") {
    return <Failure of={of} />;
  }
  return (
    <Notice tone="gold">
      <strong className="block">{t("unsure.title")}</strong>
      {t("unsure.hint")}
    </Notice>
  );
}
