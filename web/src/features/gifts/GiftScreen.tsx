import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { notFound, useParams } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Avatar } from "~/design/Avatar";
import { Bar } from "~/design/Bar";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Row } from "~/design/Row";
import { Card, Heading, Skeleton } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { fullDay, money, when } from "~/i18n/format";
import { EndSheet } from "~/shared/EndSheet";
import { type GiftLink, giftLinksQuery, giftsQuery, revoke } from "./api";
import { TONES, useWhatFor } from "./Gifts";
import { standingOf } from "./link";

/** One link: what was given by it, and the end of it. */
export function GiftScreen() {
  const { t } = useTranslation();
  return (
    <Page title={t("gifts.one")} back={{ to: "/gifts" }}>
      <Suspense fallback={<Skeleton className="h-48" />}>
        <Shown />
      </Suspense>
    </Page>
  );
}

function Shown() {
  const { link: id } = useParams({ from: "/inside/gifts/$link" });
  const { data } = useSuspenseQuery(giftLinksQuery);
  const link = data.find((one) => one.id === id);
  if (link === undefined) throw notFound();
  return <Link link={link} />;
}

function Link({ link }: { link: GiftLink }) {
  const { t, i18n } = useTranslation();
  const what = useWhatFor(link);
  const standing = standingOf(link);
  const [ending, setEnding] = useState(false);
  return (
    <>
      <Card className="grid gap-3">
        <div className="flex items-start justify-between gap-3">
          <p className="min-w-0 text-lg font-semibold break-words">{what}</p>
          <Tag tone={TONES[standing]}>{t(`gifts.state.${standing}`)}</Tag>
        </div>
        <Bar part={link.used} whole={link.most_gifts} paint="good" />
        <p className="text-sm text-muted">
          {t("gifts.upTo", {
            amount: money(link.most_amount, link.unit, i18n.language),
            used: link.used,
            most: link.most_gifts,
          })}
        </p>
        <p className="text-sm text-muted">
          {t("gifts.ends", { day: fullDay(link.expires_at, i18n.language) })}
        </p>
      </Card>
      <Given link={link.id} />
      {standing === "open" && (
        <Button look="danger" onPress={() => setEnding(true)}>
          {t("gifts.revoke.open")}
        </Button>
      )}
      {ending && <RevokeSheet link={link.id} onClose={() => setEnding(false)} />}
    </>
  );
}

function Given({ link }: { link: string }) {
  const { t, i18n } = useTranslation();
  const gifts = useQuery(giftsQuery(link));
  return (
    <section className="grid gap-1">
      <Heading>{t("gifts.given")}</Heading>
      {gifts.isPending && <Skeleton className="h-16" />}
      <Failure of={gifts.error} />
      {gifts.data?.length === 0 && <p className="px-1 text-muted">{t("gifts.nothing")}</p>}
      <ul>
        {gifts.data?.map((gift) => (
          <li key={gift.id}>
            <Row
              lead={<Avatar name={gift.giver} />}
              title={gift.giver}
              detail={gift.message ?? when(gift.created_at, i18n.language)}
              trail={
                <span className="font-semibold text-good">
                  <Money minor={gift.amount} unit={gift.unit} signed />
                </span>
              }
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RevokeSheet({ link, onClose }: { link: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <EndSheet
      title={t("gifts.revoke.title")}
      hint={t("gifts.revoke.hint")}
      action={t("gifts.revoke.do")}
      keep={t("gifts.revoke.keep")}
      end={() => revoke(link)}
      onClose={onClose}
    />
  );
}
