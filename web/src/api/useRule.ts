import { useTranslation } from "react-i18next";
import { dataOf, keysOf, type Reason } from "./refusalWords";

/** Says to a guardian which rule stands against a child's payment. (To the child, `useReason` does.) */
export function useRule(): (reason: Reason) => string {
  const { t, i18n } = useTranslation();
  return (reason) => {
    const data = dataOf(reason);
    const { category, window, channel } = data;
    // Who appeals before they pay names a rule alone: there are no figures to be said of it.
    const bare = Object.keys(reason.details).length === 0 ? [`rule.${reason.code}_bare`] : [];
    const named = keysOf(reason).map((one) => one.replace(/^refused\./, "rule."));
    const key = [...bare, ...named].find((one) => i18n.exists(one));
    return t(key ?? "rule.other", {
      ...data,
      ...(typeof category === "string" && { category: t(`kind.${category}`) }),
      ...(typeof window === "string" && { window: t(`window.${window}`) }),
      ...(typeof channel === "string" && { channel: t(`channel.${channel}`) }),
    });
  };
}
