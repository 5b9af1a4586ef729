import { Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { money } from "~/i18n/format";

export type QuickAmount = { readonly minor: number; readonly text?: string };

/** Amounts that are often meant, to take with one touch. */
export function QuickAmounts({
  amounts,
  onPick,
}: {
  amounts: readonly QuickAmount[];
  onPick: (minor: number) => void;
}) {
  const { i18n } = useTranslation();
  return (
    <div className="flex flex-wrap gap-2">
      {amounts.map(({ minor, text }) => (
        <Pressable
          key={`${minor}${text ?? ""}`}
          onPress={() => onPick(minor)}
          className="money min-h-11 rounded-full border border-line bg-surface px-4 font-medium transition hover:border-accent hover:bg-accent-soft active:scale-95"
        >
          {text ?? money(minor, "INR", i18n.language).replace(/\.00$/, "")}
        </Pressable>
      ))}
    </div>
  );
}
