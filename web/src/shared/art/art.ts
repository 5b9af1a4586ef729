/** What somebody has made of their card: a paint, strokes of a finger, and stickers. */

/** The card's own measure; everything on it is placed in these units, on a screen of any width. */
export const CARD = { width: 320, height: 200 } as const;

/**
 * Paints, from one corner to the other, with what is drawn faintly on top. They are pictures, like a
 * photograph: the same in both themes. Text never stands on them directly.
 */
export const PAINTS = {
  grape: { from: "#7c5cff", to: "#3b1fb8", on: "#ffffff" },
  mango: { from: "#ffb703", to: "#f3722c", on: "#fff3d6" },
  lagoon: { from: "#2ec4b6", to: "#0a5a70", on: "#d8fff8" },
  rani: { from: "#ff5fa2", to: "#a1136b", on: "#ffe3f0" },
  night: { from: "#2b2d5b", to: "#0d0b1e", on: "#9aa4ff" },
  mint: { from: "#b8f2c8", to: "#3fae7a", on: "#ffffff" },
  sky: { from: "#8fd3ff", to: "#3a6ff7", on: "#ffffff" },
  brick: { from: "#f08a6b", to: "#8f2d24", on: "#ffe2d6" },
} as const;
export type Paint = keyof typeof PAINTS;

export const INKS = [
  "#ffffff",
  "#1b1730",
  "#ffcb57",
  "#ff5fa2",
  "#5fd9a0",
  "#6ec6ff",
  "#b39bff",
  "#ff8a5c",
] as const;

export const WIDTHS = [3, 6, 12] as const;

export const STICKERS = [
  "star",
  "heart",
  "bolt",
  "smile",
  "flower",
  "planet",
  "cloud",
  "note",
  "cat",
  "ball",
] as const;
export type StickerKind = (typeof STICKERS)[number];

export type Stroke = { readonly ink: string; readonly width: number; readonly d: string };
export type Sticker = {
  readonly id: string;
  readonly kind: StickerKind;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** Degrees. */
  readonly turn: number;
};
export type Art = {
  readonly paint: Paint;
  readonly strokes: readonly Stroke[];
  readonly stickers: readonly Sticker[];
};
export type Point = readonly [x: number, y: number];

export const BLANK: Art = { paint: "grape", strokes: [], stickers: [] };
export const MOST = { strokes: 150, points: 600, stickers: 24 } as const;
const SIZES = { least: 24, most: 120 } as const;
/** Units between two points that are worth keeping. */
const NEAR = 2;

/** Whether a point adds something to a stroke that ends at another one. */
export function isWorth(point: Point, last: Point | undefined): boolean {
  return last === undefined || Math.hypot(point[0] - last[0], point[1] - last[1]) >= NEAR;
}

/** A smooth path through points: curves that bend at each and meet half-way between. A tap is a dot. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const last = rest.at(-1);
  if (last === undefined) return `M${at(first)}l.01 0`;
  const curves = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last;
    return `Q${at(point)} ${at([(point[0] + next[0]) / 2, (point[1] + next[1]) / 2])}`;
  });
  return `M${at(first)}${curves.join("")}L${at(last)}`;
}

export function addStroke(art: Art, stroke: Stroke): Art {
  return { ...art, strokes: [...art.strokes, stroke].slice(-MOST.strokes) };
}

export function addSticker(art: Art, kind: StickerKind, id: string): Art {
  if (art.stickers.length >= MOST.stickers) return art;
  // Each a little beside the last one, so that none hides another.
  const step = art.stickers.length % 6;
  const sticker = { id, kind, x: 90 + step * 28, y: 70 + (step % 3) * 20, size: 56, turn: 0 };
  return { ...art, stickers: [...art.stickers, sticker] };
}

export function removeSticker(art: Art, id: string): Art {
  return { ...art, stickers: art.stickers.filter((one) => one.id !== id) };
}

/** Changes a sticker; it stays on the card, and of a size that can be seen. */
export function changeSticker(
  art: Art,
  id: string,
  change: (was: Sticker) => Partial<Sticker>,
): Art {
  const stickers = art.stickers.map((one) => {
    if (one.id !== id) return one;
    const next = { ...one, ...change(one) };
    return {
      ...next,
      x: within(next.x, 0, CARD.width),
      y: within(next.y, 0, CARD.height),
      size: within(next.size, SIZES.least, SIZES.most),
      turn: next.turn % 360,
    };
  });
  return { ...art, stickers };
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function at([x, y]: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
