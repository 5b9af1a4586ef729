import { useTranslation } from "react-i18next";
import { dataOf, keysOf, type Reason } from "./refusalWords";

/** Says to a guardian which rule stands against a child's payment. (To the child, `useReason` does.) */
export function useRule(): (reason: Reason) => string {
  const { t, i18n } = useTranslation();
  return (reason) => {
    const data = dataOf(reason);
    const { category, window, channel } = data;
    const key = keysOf(reason)
      .map((one) => one.replace(/^refused\./, "rule."))
      .find((one) => i18n.exists(one));
    return t(key ?? "rule.other", {
      ...data,
      ...(typeof category === "string" && { category: t(`kind.${category}`) }),
      ...(typeof window === "string" && { window: t(`window.${window}`) }),
      ...(typeof channel === "string" && { channel: t(`channel.${channel}`) }),
    });
  };
}
