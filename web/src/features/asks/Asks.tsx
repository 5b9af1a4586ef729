import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { HandCoins, Plus } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "~/design/Avatar";
import { Button } from "~/design/Button";
import { OneOf } from "~/design/Choices";
import { LinkButton } from "~/design/LinkButton";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Row } from "~/design/Row";
import { Empty, Heading, Skeleton } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { day, firstName, fromToday } from "~/i18n/format";
import { useMe } from "~/session/me";
import { type Ask, asksQuery, type Side } from "./api";
import { isOpen, lastDay, standingOf, TONES } from "./standing";

/** What one is asked for, and what one asked for. */
export function Asks() {
  const { t } = useTranslation();
  const { side = "asked" } = useSearch({ from: "/inside/asks" });
  const navigate = useNavigate();
  return (
    <Page
      title={t("asks.title")}
      back={{ to: "/me" }}
      action={
        <LinkButton to={{ to: "/asks/new" }} look="secondary">
          <Plus size={20} aria-hidden />
          {t("asks.new")}
        </LinkButton>
      }
    >
      <OneOf<Side>
        hideLabel
        label={t("asks.which")}
        value={side}
        onChange={(next) => void navigate({ to: "/asks", search: { side: next }, replace: true })}
        options={[
          { value: "asked", text: t("asks.toMe") },
          { value: "asker", text: t("asks.fromMe") },
        ]}
      />
      <Suspense key={side} fallback={<Waiting />}>
        <List side={side} />
      </Suspense>
    </Page>
  );
}

function Waiting() {
  return (
    <div className="grid gap-2">
      <Skeleton className="h-16" />
      <Skeleton className="h-16" />
      <Skeleton className="h-16" />
    </div>
  );
}

function List({ side }: { side: Side }) {
  const { t } = useTranslation();
  const asks = useSuspenseInfiniteQuery(asksQuery(side));
  const all = asks.data.pages.flatMap((page) => page.items);
  if (all.length === 0) {
    return (
      <Empty picture={<HandCoins size={40} />} title={t(`asks.none.${side}`)}>
        {t(`asks.noneHint.${side}`)}
      </Empty>
    );
  }
  const open = all.filter(isOpen);
  const over = all.filter((ask) => !isOpen(ask));
  return (
    <>
      {open.length > 0 && <Part title={t("asks.open")} asks={open} side={side} />}
      {over.length > 0 && <Part title={t("asks.over")} asks={over} side={side} />}
      {asks.hasNextPage && (
        <Button
          look="quiet"
          isPending={asks.isFetchingNextPage}
          onPress={() => void asks.fetchNextPage()}
        >
          {t("asks.older")}
        </Button>
      )}
    </>
  );
}

function Part({ title, asks, side }: { title: string; asks: readonly Ask[]; side: Side }) {
  return (
    <section className="grid gap-1">
      <Heading>{title}</Heading>
      <ul>
        {asks.map((ask) => (
          <li key={ask.id}>
            <One ask={ask} side={side} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function One({ ask, side }: { ask: Ask; side: Side }) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const other = side === "asked" ? ask.asker : ask.asked;
  const self = side === "asked" ? ask.asked : ask.asker;
  const standing = standingOf(ask);
  const about = ask.note ?? t(ask.bill === null ? "asks.noNote" : "asks.aBill");
  // A guardian sees their children's asks among their own.
  const theirs = me !== undefined && self.id !== me.id ? `${firstName(self.name)} · ` : "";
  return (
    <Row
      to={{ to: "/asks/$ask", params: { ask: ask.id } }}
      lead={<Avatar name={other.name} />}
      title={other.name}
      detail={`${theirs}${about}`}
      trail={
        <span className="grid justify-items-end gap-0.5">
          <span className="font-semibold">
            <Money minor={ask.amount} unit={ask.unit} />
          </span>
          {standing === "open" ? (
            <span className="text-xs text-muted">
              {t("asks.until", { when: fromToday(lastDay(ask), i18n.language) })}
            </span>
          ) : (
            <span className="flex items-center gap-1.5 text-xs text-muted">
              {ask.decided_at !== null && day(ask.decided_at, i18n.language)}
              <Tag tone={TONES[standing]}>{t(`asks.state.${standing}`)}</Tag>
            </span>
          )}
        </span>
      }
    />
  );
}
