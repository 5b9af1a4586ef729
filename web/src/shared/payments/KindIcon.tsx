import {
  ArrowLeftRight,
  Banknote,
  BookOpen,
  Bus,
  CalendarClock,
  CircleEllipsis,
  CirclePlus,
  Clapperboard,
  Dumbbell,
  Gamepad2,
  Gift,
  GraduationCap,
  HandCoins,
  HeartHandshake,
  HeartPulse,
  House,
  type LucideIcon,
  PiggyBank,
  Plane,
  Shirt,
  ShoppingBasket,
  Smartphone,
  Sparkles,
  Tv,
  Undo2,
  UserRound,
  UtensilsCrossed,
} from "lucide-react";
import type { Schemas } from "~/api/client";

type Category = Schemas["Payment"]["category"];

const ACCENT = "bg-accent-soft text-accent-strong";
const GOLD = "bg-gold-soft text-gold";
const GOOD = "bg-good-soft text-good";
const BAD = "bg-bad-soft text-bad";

const LOOKS: Record<Category, readonly [LucideIcon, string]> = {
  allowances: [CalendarClock, GOOD],
  beauty: [Sparkles, BAD],
  books_and_stationery: [BookOpen, ACCENT],
  cash: [Banknote, GOLD],
  charity: [HeartHandshake, BAD],
  chores: [HandCoins, GOOD],
  clothes: [Shirt, ACCENT],
  education: [GraduationCap, ACCENT],
  electronics: [Tv, ACCENT],
  food: [UtensilsCrossed, GOLD],
  games_and_digital: [Gamepad2, ACCENT],
  gifts: [Gift, BAD],
  groceries: [ShoppingBasket, GOOD],
  health: [HeartPulse, BAD],
  home: [House, GOLD],
  other: [CircleEllipsis, ACCENT],
  outings: [Clapperboard, GOLD],
  people: [UserRound, ACCENT],
  phone_and_internet: [Smartphone, ACCENT],
  refunds: [Undo2, GOOD],
  savings: [PiggyBank, GOLD],
  sport: [Dumbbell, GOOD],
  top_ups: [CirclePlus, GOOD],
  transport: [Bus, GOLD],
  travel: [Plane, ACCENT],
};

/** What a payment was for, as a picture; the words beside it say the same. */
export function KindIcon({ category, size = "size-11" }: { category: Category; size?: string }) {
  const [Icon, look] = LOOKS[category] ?? [ArrowLeftRight, ACCENT];
  return (
    <span aria-hidden className={`grid ${size} shrink-0 place-items-center rounded-full ${look}`}>
      <Icon className="size-1/2" />
    </span>
  );
}
