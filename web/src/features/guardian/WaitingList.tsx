import { useQuery } from "@tanstack/react-query";
import {
  Brush,
  HandCoins,
  KeyRound,
  type LucideIcon,
  MessageCircleQuestion,
  ScrollText,
  ShieldQuestion,
  Vote,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import {
  openAppealsQuery,
  openAsksQuery,
  pinResetsQuery,
  proposalsQuery,
  turnsQuery,
} from "~/api/reads";
import { useRule } from "~/api/useRule";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Row } from "~/design/Row";
import { Card, Heading } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { useNow } from "~/design/useNow";
import { firstName, left, when } from "~/i18n/format";
import { useMe } from "~/session/me";
import { type Waiting, waitingOf } from "./waiting";

const ICONS: Record<Waiting["kind"], LucideIcon> = {
  approval: ShieldQuestion,
  asked: HandCoins,
  ask: ShieldQuestion,
  appeal: MessageCircleQuestion,
  chore: Brush,
  proposal: Vote,
  consent: ScrollText,
  pin: KeyRound,
};

const FEW = 4;

/** Everything that somebody waits for this guardian to answer; undefined until all of it is known. */
export function useWaiting(home: Schemas["Home"]): readonly Waiting[] | undefined {
  const rule = useRule();
  const me = useMe();
  const guards = home.family !== null;
  const asks = useQuery({ ...openAsksQuery, enabled: guards });
  const appeals = useQuery({ ...openAppealsQuery, enabled: guards });
  const resets = useQuery({ ...pinResetsQuery, enabled: guards });
  const turns = useQuery({ ...turnsQuery, enabled: guards });
  const proposals = useQuery({ ...proposalsQuery, enabled: guards });
  if ([asks, appeals, resets, turns, proposals].some((one) => one.isLoading)) return undefined;
  return waitingOf(
    {
      home,
      me: me?.id ?? "",
      asks: asks.data ?? [],
      appeals: appeals.data ?? [],
      resets: resets.data ?? [],
      turns: turns.data ?? [],
      proposals: proposals.data ?? [],
    },
    rule,
  );
}

export function WaitingList({ waiting }: { waiting: readonly Waiting[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  if (waiting.length === 0) return null;
  const shown = all ? waiting : waiting.slice(0, FEW);
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("guardian.waiting")}>
      <Heading action={<Tag tone="accent">{waiting.length}</Tag>}>{t("guardian.waiting")}</Heading>
      <Card className="!p-2">
        <ul className="divide-y divide-line">
          {shown.map((one) => (
            <li key={one.id}>
              <Line one={one} />
            </li>
          ))}
        </ul>
        {shown.length < waiting.length && (
          <Button look="quiet" wide onPress={() => setAll(true)}>
            {t("guardian.allWaiting", { count: waiting.length })}
          </Button>
        )}
      </Card>
    </section>
  );
}

function Line({ one }: { one: Waiting }) {
  const { t, i18n } = useTranslation();
  const Icon = ICONS[one.kind];
  return (
    <Row
      to={one.to}
      lead={
        <span className="grid size-11 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-strong">
          <Icon size={22} aria-hidden />
        </span>
      }
      title={t(`guardian.wait.${one.kind}`, { name: firstName(one.who), about: one.about })}
      detail={
        one.kind === "appeal" || one.kind === "consent"
          ? one.about || t("guardian.wait.consentDetail")
          : one.kind === "asked"
            ? one.about || undefined
            : one.kind === "proposal"
              ? t("guardian.wait.proposalDetail")
              : t(`guardian.wait.${one.kind}Detail`, {
                  about: one.about,
                  when: one.since && when(one.since, i18n.language),
                })
      }
      trail={
        one.amount !== undefined && (
          <span className="grid justify-items-end">
            <Money minor={one.amount} className="font-semibold" />
            {one.until !== undefined && <Left until={one.until} />}
          </span>
        )
      }
    />
  );
}

function Left({ until }: { until: string }) {
  const { t } = useTranslation();
  const ms = Date.parse(until) - useNow(1000);
  return (
    <span className="money text-xs font-medium text-bad">
      {t("guardian.left", { left: left(ms) })}
    </span>
  );
}
