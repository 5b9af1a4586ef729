const PAINTS = {
  accent: "bg-accent",
  gold: "bg-gold",
  good: "bg-good",
} as const;

/** How far something has come; the words beside it say the same. */
export function Bar({
  part,
  whole,
  paint = "accent",
}: {
  part: number;
  whole: number;
  paint?: keyof typeof PAINTS;
}) {
  const share = whole <= 0 ? 0 : Math.min(1, Math.max(0, part / whole));
  return (
    <div aria-hidden className="h-2 overflow-hidden rounded-full bg-sunken">
      <div
        className={`h-full rounded-full transition-[width] duration-700 ease-out-soft ${PAINTS[paint]}`}
        style={{ width: `${share * 100}%` }}
      />
    </div>
  );
}
