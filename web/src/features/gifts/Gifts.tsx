import { useSuspenseQuery } from "@tanstack/react-query";
import { Gift, Plus } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { goalsQuery } from "~/api/reads";
import { LinkButton } from "~/design/LinkButton";
import { Page } from "~/design/Page";
import { Row } from "~/design/Row";
import { Empty, Heading, Skeleton } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { dayHere, firstName, fromToday, money } from "~/i18n/format";
import { useMe } from "~/session/me";
import { type GiftLink, giftLinksQuery } from "./api";
import { type Standing, standingOf } from "./link";

export const TONES = {
  open: "accent",
  used: "good",
  expired: "plain",
  revoked: "plain",
} as const satisfies Record<Standing, string>;

/** The links by which relatives give. */
export function Gifts() {
  const { t } = useTranslation();
  return (
    <Page
      title={t("gifts.title")}
      back={{ to: "/me" }}
      action={
        <LinkButton to={{ to: "/gifts/new" }} look="secondary">
          <Plus size={20} aria-hidden />
          {t("gifts.new")}
        </LinkButton>
      }
    >
      <Suspense fallback={<Skeleton className="h-40" />}>
        <List />
      </Suspense>
    </Page>
  );
}

function List() {
  const { t } = useTranslation();
  const { data } = useSuspenseQuery(giftLinksQuery);
  if (data.length === 0) {
    return (
      <Empty
        picture={<Gift size={40} />}
        title={t("gifts.none")}
        action={<LinkButton to={{ to: "/gifts/new" }}>{t("gifts.first")}</LinkButton>}
      >
        {t("gifts.noneHint")}
      </Empty>
    );
  }
  const open = data.filter((link) => standingOf(link) === "open");
  const over = data.filter((link) => standingOf(link) !== "open");
  return (
    <>
      {open.length > 0 && <Part title={t("gifts.open")} links={open} />}
      {over.length > 0 && <Part title={t("gifts.over")} links={over} />}
    </>
  );
}

function Part({ title, links }: { title: string; links: readonly GiftLink[] }) {
  return (
    <section className="grid gap-1">
      <Heading>{title}</Heading>
      <ul>
        {links.map((link) => (
          <li key={link.id}>
            <One link={link} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a link gives to: a goal by its name, or the wallet. */
export function useWhatFor(link: GiftLink): string {
  const { t } = useTranslation();
  const me = useMe();
  const { data: goals } = useSuspenseQuery(goalsQuery);
  const goal = goals.find(({ id }) => id === link.goal)?.name;
  const what = goal ?? t(link.goal === null ? "gifts.toWallet" : "gifts.toGoal");
  return link.person.id === me?.id ? what : `${firstName(link.person.name)}: ${what}`;
}

function One({ link }: { link: GiftLink }) {
  const { t, i18n } = useTranslation();
  const what = useWhatFor(link);
  const standing = standingOf(link);
  return (
    <Row
      to={{ to: "/gifts/$link", params: { link: link.id } }}
      lead={
        <span
          aria-hidden
          className="grid size-11 shrink-0 place-items-center rounded-full bg-bad-soft text-bad"
        >
          <Gift size={20} />
        </span>
      }
      title={what}
      detail={t("gifts.upTo", {
        amount: money(link.most_amount, link.unit, i18n.language),
        used: link.used,
        most: link.most_gifts,
      })}
      trail={
        standing === "open" ? (
          <span className="text-sm text-muted">
            {t("gifts.until", { when: fromToday(dayHere(link.expires_at), i18n.language) })}
          </span>
        ) : (
          <Tag tone={TONES[standing]}>{t(`gifts.state.${standing}`)}</Tag>
        )
      }
    />
  );
}
