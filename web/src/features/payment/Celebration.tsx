import { Coin } from "~/design/Coin";

const COINS = 14;

/** Coins that jump: a payment went well. Where motion is not wanted, the mark alone. */
export function Celebration() {
  return (
    <div className="relative grid size-24 place-items-center" aria-hidden>
      {Array.from({ length: COINS }, (_, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
          key={at}
          className="absolute size-3 animate-toss rounded-full border-2 border-gold bg-gold-soft opacity-0"
          style={pathOf(at)}
        />
      ))}
      <Coin className="size-20 animate-pop" />
    </div>
  );
}

/** Where a coin flies: each its own way, all around, the later ones a little higher. */
function pathOf(at: number): React.CSSProperties {
  const angle = (at / COINS) * 2 * Math.PI;
  const far = 72 + (at % 3) * 26;
  return {
    "--toss-x": `${Math.round(Math.cos(angle) * far)}px`,
    "--toss-y": `${Math.round(Math.sin(angle) * far * 0.7 - 20)}px`,
    animationDelay: `${140 + (at % 4) * 45}ms`,
  } as React.CSSProperties;
}
