import { RotateCw, Trash2, ZoomIn, ZoomOut } from "lucide-react";
import type { ReactNode } from "react";
import { Button as Pressable, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import {
  type Art,
  changeSticker,
  INKS,
  PAINTS,
  type Paint,
  removeSticker,
  STICKERS,
  type StickerKind,
  WIDTHS,
} from "~/shared/art/art";
import { StickerShape } from "~/shared/art/StickerShape";

const CHOICE =
  "grid size-12 cursor-pointer place-items-center rounded-full border-4 border-page outline-2 outline-line transition data-selected:outline-4 data-selected:outline-accent";

/** What can be done to the chosen sticker. */
const CHANGES: readonly [string, ReactNode, (art: Art, id: string) => Art][] = [
  [
    "art.bigger",
    <ZoomIn key="" />,
    (art, id) => changeSticker(art, id, ({ size }) => ({ size: size + 12 })),
  ],
  [
    "art.smaller",
    <ZoomOut key="" />,
    (art, id) => changeSticker(art, id, ({ size }) => ({ size: size - 12 })),
  ],
  [
    "art.turn",
    <RotateCw key="" />,
    (art, id) => changeSticker(art, id, ({ turn }) => ({ turn: turn + 15 })),
  ],
  ["art.remove", <Trash2 key="" />, removeSticker],
];

export function PaintTools({ paint, onPaint }: { paint: Paint; onPaint: (paint: Paint) => void }) {
  const { t } = useTranslation();
  const names = Object.keys(PAINTS) as Paint[];
  return (
    <Choice label={t("art.paint")} value={paint} onValue={(value) => onPaint(value as Paint)}>
      {names.map((name) => (
        <ToggleButton
          key={name}
          id={name}
          aria-label={t(`art.paints.${name}`)}
          className={CHOICE}
          style={{
            background: `linear-gradient(135deg, ${PAINTS[name].from}, ${PAINTS[name].to})`,
          }}
        />
      ))}
    </Choice>
  );
}

export function InkTools({
  ink,
  width,
  onInk,
  onWidth,
}: {
  ink: string;
  width: number;
  onInk: (ink: string) => void;
  onWidth: (width: number) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-4">
      <Choice label={t("art.ink")} value={ink} onValue={onInk}>
        {INKS.map((one, at) => (
          <ToggleButton
            key={one}
            id={one}
            aria-label={t("art.inkNumber", { number: at + 1 })}
            className={CHOICE}
            style={{ background: one }}
          />
        ))}
      </Choice>
      <Choice label={t("art.width")} value={String(width)} onValue={(one) => onWidth(Number(one))}>
        {WIDTHS.map((one) => (
          <ToggleButton
            key={one}
            id={String(one)}
            aria-label={t(`art.widths.${one}`)}
            className={`${CHOICE} bg-surface`}
          >
            <span className="rounded-full bg-ink" style={{ width: one * 1.6, height: one * 1.6 }} />
          </ToggleButton>
        ))}
      </Choice>
      <p className="text-sm text-muted">{t("art.drawHint")}</p>
    </div>
  );
}

export function StickerTools({
  art,
  chosen,
  onAdd,
  onChange,
}: {
  art: Art;
  chosen: string | undefined;
  onAdd: (kind: StickerKind) => void;
  onChange: (art: Art) => void;
}) {
  const { t } = useTranslation();
  const id = art.stickers.some((one) => one.id === chosen) ? chosen : undefined;
  return (
    <div className="grid gap-4">
      <div className="grid grid-cols-5 gap-2">
        {STICKERS.map((kind) => (
          <Pressable
            key={kind}
            onPress={() => onAdd(kind)}
            aria-label={t("art.add", { sticker: t(`art.sticker.${kind}`) })}
            className="grid aspect-square place-items-center rounded-control bg-sunken transition hover:bg-accent-soft active:scale-95"
          >
            <svg viewBox="-28 -28 56 56" className="size-12" aria-hidden>
              <StickerShape kind={kind} />
            </svg>
          </Pressable>
        ))}
      </div>
      <div className="grid grid-cols-4 gap-2">
        {CHANGES.map(([label, icon, change]) => (
          <Change
            key={label}
            label={t(label)}
            icon={icon}
            onPress={id === undefined ? undefined : () => onChange(change(art, id))}
          />
        ))}
      </div>
      <p className="text-sm text-muted">{t("art.stickerHint")}</p>
    </div>
  );
}

function Change({
  label,
  icon,
  onPress,
}: {
  label: string;
  icon: ReactNode;
  /** Nothing where no sticker is chosen. */
  onPress: (() => void) | undefined;
}) {
  return (
    <Pressable
      isDisabled={onPress === undefined}
      onPress={() => onPress?.()}
      className="grid min-h-14 justify-items-center gap-1 rounded-control p-1 text-xs font-medium transition hover:bg-sunken data-disabled:opacity-40"
    >
      <span aria-hidden>{icon}</span>
      {label}
    </Pressable>
  );
}

function Choice({
  label,
  value,
  onValue,
  children,
}: {
  label: string;
  value: string;
  onValue: (value: string) => void;
  children: ReactNode;
}) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={([key]) => key !== undefined && onValue(String(key))}
      className="grid grid-cols-4 justify-items-center gap-3 sm:grid-cols-8"
    >
      {children}
    </ToggleButtonGroup>
  );
}
