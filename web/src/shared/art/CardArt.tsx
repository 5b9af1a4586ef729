import { type ReactNode, useId } from "react";
import { type Art, CARD, PAINTS, type Sticker } from "./art";
import { StickerShape } from "./StickerShape";

/** The picture on a card. It is a picture only: what is read stands on labels above it. */
export function CardArt({
  art,
  children,
  className = "",
  label,
  sticker = (one) => <PlacedSticker key={one.id} sticker={one} />,
}: {
  art: Art;
  /** Above the strokes and below the stickers: the stroke that is being drawn. */
  children?: ReactNode;
  className?: string;
  /** What it is called where there is something to do in it. Without one it is an ornament. */
  label?: string;
  sticker?: (sticker: Sticker) => ReactNode;
}) {
  const id = useId();
  const paint = PAINTS[art.paint] ?? PAINTS.grape;
  return (
    <svg
      viewBox={`0 0 ${CARD.width} ${CARD.height}`}
      preserveAspectRatio="xMidYMid slice"
      className={className}
      aria-hidden={label === undefined ? true : undefined}
      role={label === undefined ? undefined : "group"}
      aria-label={label}
    >
      <defs>
        <linearGradient id={id} x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor={paint.from} />
          <stop offset="1" stopColor={paint.to} />
        </linearGradient>
      </defs>
      <rect width={CARD.width} height={CARD.height} fill={`url(#${id})`} />
      <g fill="none" stroke={paint.on} opacity=".22">
        <circle cx="268" cy="42" r="74" strokeWidth="22" />
        <circle cx="224" cy="84" r="74" strokeWidth="2" />
      </g>
      <g fill="none" strokeLinecap="round" strokeLinejoin="round">
        {art.strokes.map((stroke, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: strokes are only added and taken at the end
          <path key={at} d={stroke.d} stroke={stroke.ink} strokeWidth={stroke.width} />
        ))}
        {children}
      </g>
      {art.stickers.map(sticker)}
    </svg>
  );
}

function PlacedSticker({ sticker }: { sticker: Sticker }) {
  return (
    <g transform={placeOf(sticker)}>
      <StickerShape kind={sticker.kind} />
    </g>
  );
}

/** Where a sticker is, as a transform of a shape around nought. */
export function placeOf({ x, y, turn, size }: Sticker): string {
  return `translate(${x} ${y}) rotate(${turn}) scale(${size / 48})`;
}
