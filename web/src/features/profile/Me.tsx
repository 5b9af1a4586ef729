import { useQuery } from "@tanstack/react-query";
import type { LinkProps } from "@tanstack/react-router";
import {
  CalendarHeart,
  ChevronRight,
  Fingerprint,
  Gift,
  HandCoins,
  IdCard,
  KeyRound,
  type LucideIcon,
  Palette,
  ReceiptText,
  ShieldCheck,
  Smartphone,
  Sparkles,
  Target,
  UserRound,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { openAsksQuery, turnsQuery } from "~/api/reads";
import { Avatar } from "~/design/Avatar";
import { Button } from "~/design/Button";
import { Coin } from "~/design/Coin";
import { Place } from "~/design/Place";
import { Row } from "~/design/Row";
import { Card, Heading, Skeleton } from "~/design/Surface";
import { PushCard } from "~/push/PushCard";
import { useMe } from "~/session/me";
import { signOut } from "~/session/session";

type Way = {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly icon: LucideIcon;
  readonly text: string;
  readonly count?: number;
};

/** Who is signed in, and all that is not done often enough to have a place at the bottom. */
export function Me() {
  const { t } = useTranslation();
  const me = useMe();
  const waiting = useWaiting(me?.id);
  if (me === undefined) return <Skeleton className="h-40" />;
  const money: Way[] = [
    { to: "/asks", icon: HandCoins, text: "asks.title", count: waiting.asks },
    { to: "/bills", icon: ReceiptText, text: "bills.title" },
    { to: "/gifts", icon: Gift, text: "gifts.title" },
  ];
  const roles: Way[] = me.is_minor
    ? [
        { to: "/chores", icon: Sparkles, text: "chores.title", count: waiting.turns },
        { to: "/allowance", icon: CalendarHeart, text: "allowance.title" },
      ]
    : [
        { to: "/goals", icon: Target, text: "goals.title" },
        { to: "/document", icon: IdCard, text: "kyc.own" },
      ];
  return (
    <Place title={t("me.title")}>
      <Card className="flex flex-wrap items-center gap-4">
        <Avatar name={me.name ?? me.phone} size="size-16 text-2xl" />
        <div className="min-w-36 flex-1">
          <p className="wrap-anywhere text-xl font-bold">{me.name ?? t("me.nameless")}</p>
          {me.handle !== null && (
            <p className="wrap-anywhere font-medium text-accent-strong">@{me.handle}</p>
          )}
          <p className="wrap-anywhere text-sm text-muted">{me.phone}</p>
        </div>
      </Card>
      <Ways title={t("me.money")} ways={[...money, ...roles]} />
      <Ways
        title={t("me.you")}
        ways={[
          { to: "/me/profile", icon: UserRound, text: "me.profile.title" },
          { to: "/me/look", icon: Palette, text: "me.look.title" },
          { to: "/me/pin", icon: KeyRound, text: "me.pin.title" },
          { to: "/me/passkeys", icon: Fingerprint, text: "me.passkeys.title" },
          { to: "/me/devices", icon: Smartphone, text: "me.devices.title" },
          { to: "/me/privacy", icon: ShieldCheck, text: "me.privacy.title" },
        ]}
      />
      <PushCard />
      <Button look="secondary" onPress={() => void signOut()}>
        {t("me.signOut")}
      </Button>
      <Coin className="size-14 justify-self-center" />
    </Place>
  );
}

/** What waits for whoever is signed in. */
function useWaiting(person: string | undefined): { asks: number; turns: number } {
  const { data: asks = [] } = useQuery(openAsksQuery);
  const { data: turns = [] } = useQuery(turnsQuery);
  return {
    asks: asks.filter((ask) => ask.asked.id === person && ask.waits_since === null).length,
    turns: turns.filter((turn) => turn.chore.person.id === person && turn.state === "open").length,
  };
}

function Ways({ title, ways }: { title: string; ways: readonly Way[] }) {
  const { t } = useTranslation();
  return (
    <section className="grid gap-2">
      <Heading>{title}</Heading>
      <Card className="!p-2">
        <ul>
          {ways.map(({ to, icon: Icon, text, count = 0 }) => (
            <li key={to}>
              <Row
                to={{ to }}
                lead={
                  <span
                    aria-hidden
                    className="grid size-10 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-strong"
                  >
                    <Icon size={20} />
                  </span>
                }
                title={t(text)}
                trail={
                  <span className="flex items-center gap-2">
                    {count > 0 && (
                      <span className="grid min-w-6 place-items-center rounded-full bg-accent px-2 text-sm font-semibold text-on-accent">
                        {count}
                        <span className="sr-only"> {t("me.waits")}</span>
                      </span>
                    )}
                    <ChevronRight size={20} aria-hidden className="text-muted" />
                  </span>
                }
              />
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}
