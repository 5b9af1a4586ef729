import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Sheet } from "~/design/Sheet";
import type { Goal } from "./api";
import { Picture } from "./Picture";

const PAINTS = ["bg-chart-1", "bg-chart-2", "bg-chart-3", "bg-chart-4", "bg-chart-5"] as const;

/** Pieces of paper, each with its own way to fall. Reckoned, not random: it looks the same each time. */
const PIECES = Array.from({ length: 36 }, (_, n) => ({
  paint: PAINTS[n % PAINTS.length],
  left: (n * 37) % 100,
  delay: (n * 53) % 700,
  lasts: 1800 + ((n * 97) % 1200),
}));

/** For whoever reached what they saved for. Nothing falls where motion is not wanted. */
export function Celebration({
  goal,
  onClose,
  onSpend,
}: {
  goal: Goal;
  onClose: () => void;
  onSpend: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Sheet open onClose={onClose} title={t("goals.party.title")}>
      <Confetti />
      <div className="grid justify-items-center gap-3 text-center">
        <Picture
          name={goal.picture}
          part={1}
          whole={1}
          size={64}
          className="size-36 animate-pop rounded-card"
        />
        <p className="text-3xl font-bold">
          <Money minor={goal.saved} unit={goal.unit} />
        </p>
        <p className="max-w-xs text-muted">{t("goals.party.hint", { name: goal.name })}</p>
      </div>
      <Button wide onPress={onSpend}>
        {t("goals.party.spend")}
      </Button>
      <Button wide look="quiet" onPress={onClose}>
        {t("goals.party.keep")}
      </Button>
    </Sheet>
  );
}

function Confetti() {
  return (
    <div
      aria-hidden
      className="pointer-events-none fixed inset-0 z-50 overflow-hidden motion-reduce:hidden"
    >
      {PIECES.map(({ paint, left, delay, lasts }) => (
        <span
          key={`${left} ${delay}`}
          className={`absolute -top-4 h-3 w-2 animate-confetti rounded-sm ${paint}`}
          style={{
            left: `${left}%`,
            animationDelay: `${delay}ms`,
            animationDuration: `${lasts}ms`,
          }}
        />
      ))}
    </div>
  );
}
