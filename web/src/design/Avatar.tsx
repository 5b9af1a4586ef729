const PAINTS = [
  "bg-accent-soft text-accent-strong",
  "bg-gold-soft text-gold",
  "bg-good-soft text-good",
  "bg-bad-soft text-bad",
] as const;

/** Somebody, by the first letter of their name; the same name always has the same paint. */
export function Avatar({ name, size = "size-11" }: { name: string; size?: string }) {
  const letters = [...name];
  const sum = letters.reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return (
    <span
      aria-hidden
      className={`grid ${size} shrink-0 place-items-center rounded-full font-semibold ${PAINTS[sum % PAINTS.length]}`}
    >
      {letters[0]?.toLocaleUpperCase() ?? "?"}
    </span>
  );
}
