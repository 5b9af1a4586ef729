import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Art,
  addStroke,
  CARD,
  changeSticker,
  isWorth,
  MOST,
  type Point,
  pathOf,
  removeSticker,
  type Sticker,
} from "~/shared/art/art";
import { CardArt, placeOf } from "~/shared/art/CardArt";
import { StickerShape } from "~/shared/art/StickerShape";

const STEP = 6;
const ARROWS: Record<string, Point> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

type Drag = { readonly id: string; readonly from: Point; readonly before: Art };

/** The card as it is worked on: a finger draws where there is a pen, and moves stickers where there is none. */
export function ArtCanvas({
  art,
  pen,
  chosen,
  onChoose,
  onChange,
  onMove,
}: {
  art: Art;
  pen: { ink: string; width: number } | undefined;
  chosen: string | undefined;
  onChoose: (id: string | undefined) => void;
  /** A change that can be undone. */
  onChange: (art: Art) => void;
  /** One on the way to such a change. */
  onMove: (art: Art) => void;
}) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag>(undefined);
  const [points, setPoints] = useState<readonly Point[]>([]);

  function pointOf(event: PointerEvent): Point {
    const { left, top, width, height } = box.current?.getBoundingClientRect() ?? new DOMRect();
    return [
      ((event.clientX - left) / Math.max(1, width)) * CARD.width,
      ((event.clientY - top) / Math.max(1, height)) * CARD.height,
    ];
  }

  function down(event: PointerEvent<HTMLDivElement>): void {
    if (!event.isPrimary) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (pen !== undefined) {
      setPoints([pointOf(event)]);
      return;
    }
    const id = (event.target as Element).closest("[data-sticker]")?.getAttribute("data-sticker");
    onChoose(id ?? undefined);
    if (id) drag.current = { id, from: pointOf(event), before: art };
  }

  function move(event: PointerEvent): void {
    const point = pointOf(event);
    if (pen !== undefined) {
      const grows =
        points.length > 0 && points.length < MOST.points && isWorth(point, points.at(-1));
      if (grows) setPoints([...points, point]);
      return;
    }
    const dragged = drag.current;
    if (dragged === undefined) return;
    const [x, y] = [point[0] - dragged.from[0], point[1] - dragged.from[1]];
    onMove(changeSticker(dragged.before, dragged.id, (was) => ({ x: was.x + x, y: was.y + y })));
  }

  function up(): void {
    if (pen !== undefined && points.length > 0) {
      onChange(addStroke(art, { ...pen, d: pathOf(points) }));
      setPoints([]);
    }
    const dragged = drag.current;
    drag.current = undefined;
    if (dragged !== undefined && dragged.before !== art) {
      // So that undoing goes back to where the drag began.
      onMove(dragged.before);
      onChange(art);
    }
  }

  function key(event: KeyboardEvent, id: string): void {
    const step = ARROWS[event.key];
    if (step !== undefined) {
      onChange(changeSticker(art, id, ({ x, y }) => ({ x: x + step[0], y: y + step[1] })));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      onChange(removeSticker(art, id));
    } else return;
    event.preventDefault();
  }

  const sticker = (one: Sticker) => (
    // biome-ignore lint/a11y/useSemanticElements: a shape within a picture cannot be a button
    <g
      key={one.id}
      data-sticker={one.id}
      transform={placeOf(one)}
      role="button"
      tabIndex={0}
      aria-label={t(`art.sticker.${one.kind}`)}
      onFocus={() => onChoose(one.id)}
      onKeyDown={(event) => key(event, one.id)}
      className="cursor-grab outline-offset-4"
    >
      {one.id === chosen && (
        <circle r="32" fill="none" stroke="#ffffff" strokeWidth="2" strokeDasharray="5 4" />
      )}
      <StickerShape kind={one.kind} />
    </g>
  );

  return (
    <div
      ref={box}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      className="relative aspect-[1.6] w-full max-w-md touch-none overflow-hidden rounded-card shadow-lift select-none"
    >
      <CardArt art={art} className="size-full" sticker={sticker} label={t("art.canvas")}>
        {pen !== undefined && points.length > 0 && (
          <path d={pathOf(points)} stroke={pen.ink} strokeWidth={pen.width} />
        )}
      </CardArt>
    </div>
  );
}
