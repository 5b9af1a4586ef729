import { useTranslation } from "react-i18next";
import { listed, money, weekday } from "~/i18n/format";
import type { Shop } from "./api";
import { type Caps, type Draft, type Hours, KINDS, WINDOWS } from "./draft";

/** Says rules in sentences, one for each: for who may only look, for what changed, for the history. */
export function useLines(shops: readonly Shop[]): (draft: Draft) => string[] {
  const { t, i18n } = useTranslation();
  const hours = useHours();
  const amount = (minor: number) => money(minor, "INR", i18n.language);
  const names = (ids: readonly string[]) =>
    listed(
      ids.map((id) => shops.find((shop) => shop.id === id)?.name ?? t("controls.someShop")),
      i18n.language,
    );
  const caps = (of: Caps) =>
    listed(
      WINDOWS.flatMap((window) => {
        const cap = of[window];
        return cap === null
          ? []
          : [t("controls.line.cap", { cap: amount(cap), window: t(`window.${window}`) })];
      }),
      i18n.language,
    );
  return (draft) => {
    const lines: string[] = [];
    if (draft.limits.payment !== null) {
      lines.push(t("controls.line.payment", { cap: amount(draft.limits.payment) }));
    }
    for (const window of WINDOWS) {
      const cap = draft.limits[window];
      if (cap !== null) {
        lines.push(t("controls.line.all", { cap: amount(cap), window: t(`window.${window}`) }));
      }
    }
    if (draft.askAbove !== null) {
      lines.push(t("controls.line.askAbove", { above: amount(draft.askAbove) }));
    }
    if (draft.askNew) lines.push(t("controls.line.askNew"));
    if (!draft.people) lines.push(t("controls.line.people"));
    for (const kind of KINDS) {
      if (draft.off.includes(kind)) {
        lines.push(t("controls.line.off", { kind: t(`kind.${kind}`) }));
      }
      const of = draft.caps[kind];
      if (of !== undefined) {
        lines.push(t("controls.line.kind", { kind: t(`kind.${kind}`), caps: caps(of) }));
      }
    }
    if (draft.only !== null) {
      lines.push(
        draft.only.length === 0
          ? t("controls.line.onlyNone")
          : t("controls.line.only", { shops: names(draft.only) }),
      );
    }
    if (draft.never.length > 0) {
      lines.push(t("controls.line.never", { shops: names(draft.never) }));
    }
    for (const one of draft.hours) lines.push(t("controls.line.hours", { hours: hours(one) }));
    if (draft.channels.length > 0) {
      const on = draft.channels.map((channel) => t(`channel.${channel}`));
      lines.push(t("controls.line.channels", { channels: listed(on, i18n.language) }));
    }
    return lines;
  };
}

const WORKDAYS = "1,2,3,4,5";
const EVERY_DAY = "1,2,3,4,5,6,7";

/** "Monday to Friday, 08:00 to 14:00" */
export function useHours(): (hours: Hours) => string {
  const { t, i18n } = useTranslation();
  return ({ days, from, to }) => {
    const sorted = [...days].sort().join(",");
    const said =
      sorted === EVERY_DAY
        ? t("controls.everyDay")
        : sorted === WORKDAYS
          ? t("controls.workdays")
          : listed(
              [...days].sort().map((day) => weekday(day, i18n.language, "short")),
              i18n.language,
            );
    return t("controls.hoursLine", { days: said, from, to });
  };
}
