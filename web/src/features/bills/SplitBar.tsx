const PAINTS = [
  "bg-chart-1",
  "bg-chart-2",
  "bg-chart-3",
  "bg-chart-4",
  "bg-chart-5",
  "bg-chart-6",
] as const;

export function paintOf(n: number): string {
  return PAINTS[n % PAINTS.length] ?? "bg-line";
}

/** A bill as a bar, cut into its shares; what is left of it stays empty. */
export function SplitBar({
  shares,
  total,
}: {
  shares: readonly { readonly paint: string; readonly amount: number }[];
  total: number;
}) {
  const given = shares.reduce((sum, share) => sum + share.amount, 0);
  const whole = Math.max(total, given, 1);
  return (
    <div aria-hidden className="flex h-3 gap-0.5 overflow-hidden rounded-full bg-sunken">
      {shares.map((share, n) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a share is its place in the bar
          key={n}
          className={`h-full transition-[width] duration-500 ease-out-soft ${share.paint}`}
          style={{ width: `${(share.amount / whole) * 100}%` }}
        />
      ))}
    </div>
  );
}
