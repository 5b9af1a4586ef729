import { Minus, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Shop } from "./api";
import type { Draft } from "./draft";
import { useLines } from "./useLines";

/** Sentences that are no more, and sentences that are new. */
export function Difference({
  before,
  after,
  shops,
}: {
  before: Draft;
  after: Draft;
  shops: readonly Shop[];
}) {
  const { t } = useTranslation();
  const lines = useLines(shops);
  const was = lines(before);
  const is = lines(after);
  return (
    <ul className="grid gap-1.5 text-sm">
      {was
        .filter((line) => !is.includes(line))
        .map((line) => (
          <li key={line} className="flex gap-2 text-muted">
            <Minus size={18} className="shrink-0 text-bad" aria-label={t("controls.nowGone")} />
            <s>{line}</s>
          </li>
        ))}
      {is
        .filter((line) => !was.includes(line))
        .map((line) => (
          <li key={line} className="flex gap-2 font-medium">
            <Plus size={18} className="shrink-0 text-good" aria-label={t("controls.nowNew")} />
            {line}
          </li>
        ))}
    </ul>
  );
}
