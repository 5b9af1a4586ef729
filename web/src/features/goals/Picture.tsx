import {
  Bike,
  BookOpen,
  Camera,
  Footprints,
  Gamepad2,
  Gift,
  Laptop,
  type LucideIcon,
  Music,
  PartyPopper,
  PawPrint,
  PiggyBank,
  Plane,
  Shirt,
  Smartphone,
  Umbrella,
  Volleyball,
} from "lucide-react";
import type { Schemas } from "~/api/client";

export type PictureName = Schemas["GoalPicture"];

const TONES = {
  accent: { tile: "bg-accent-soft text-accent-strong", full: "bg-chart-1" },
  gold: { tile: "bg-gold-soft text-gold", full: "bg-chart-2" },
  good: { tile: "bg-good-soft text-good", full: "bg-chart-3" },
  bad: { tile: "bg-bad-soft text-bad", full: "bg-chart-4" },
} as const;

const PICTURES: Record<PictureName, { icon: LucideIcon; tone: keyof typeof TONES }> = {
  piggy_bank: { icon: PiggyBank, tone: "bad" },
  bicycle: { icon: Bike, tone: "accent" },
  books: { icon: BookOpen, tone: "gold" },
  camera: { icon: Camera, tone: "accent" },
  clothes: { icon: Shirt, tone: "good" },
  games: { icon: Gamepad2, tone: "accent" },
  gift: { icon: Gift, tone: "bad" },
  laptop: { icon: Laptop, tone: "good" },
  music: { icon: Music, tone: "gold" },
  party: { icon: PartyPopper, tone: "gold" },
  pet: { icon: PawPrint, tone: "good" },
  phone: { icon: Smartphone, tone: "accent" },
  shoes: { icon: Footprints, tone: "bad" },
  sport: { icon: Volleyball, tone: "good" },
  trip: { icon: Plane, tone: "accent" },
  umbrella: { icon: Umbrella, tone: "bad" },
};

export const PICTURE_NAMES = Object.keys(PICTURES) as PictureName[];

/** A goal's picture, which fills from below as the goal does. */
export function Picture({
  name,
  part = 0,
  whole = 1,
  size = 40,
  className = "",
}: {
  name: PictureName;
  part?: number;
  whole?: number;
  size?: number;
  className?: string;
}) {
  const { icon: Icon, tone } = PICTURES[name];
  const share = Math.min(1, Math.max(0, part / whole));
  // Whatever was saved is to be seen, be it ever so little of the whole.
  const height = share === 0 ? 0 : 6 + share * 94;
  return (
    <span
      aria-hidden
      className={`relative grid place-items-center overflow-hidden rounded-control ${TONES[tone].tile} ${className}`}
    >
      <Icon size={size} strokeWidth={1.75} />
      <span
        className={`absolute inset-0 grid place-items-center text-on-accent transition-[clip-path] duration-1000 ease-out-soft ${TONES[tone].full}`}
        style={{ clipPath: `inset(${100 - height}% 0 0 0)` }}
      >
        <Icon size={size} strokeWidth={1.75} />
      </span>
    </span>
  );
}
