import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ReceiptText } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "~/design/Avatar";
import { LinkButton } from "~/design/LinkButton";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Card, Skeleton } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { firstName, when } from "~/i18n/format";
import { useMe } from "~/session/me";
import { AskedWays } from "./AskedWays";
import { AskerWays } from "./AskerWays";
import { type Ask, askQuery } from "./api";
import { isOpen, standingOf, TONES } from "./standing";

/** One request for money, and what may be done about it. */
export function AskScreen() {
  const { t } = useTranslation();
  return (
    <Page title={t("asks.one")} back={{ to: "/asks" }}>
      <Suspense fallback={<Skeleton className="h-80" />}>
        <Shown />
      </Suspense>
    </Page>
  );
}

function Shown() {
  const { t } = useTranslation();
  const { ask: id } = useParams({ from: "/inside/asks/$ask" });
  const { data: ask } = useSuspenseQuery(askQuery(id));
  const me = useMe();
  const standing = standingOf(ask);
  const mine = ask.asker.id === me?.id;
  const other = mine ? ask.asked : ask.asker;
  return (
    <>
      <Card className="grid justify-items-center gap-3 text-center">
        <Avatar name={other.name} size="size-16" />
        <p className="max-w-full text-muted">
          {mine
            ? t("asks.youAsked", { name: other.name })
            : t(ask.asked.id === me?.id ? "asks.theyAsk" : "asks.theyAskChild", {
                name: ask.asker.name,
                child: firstName(ask.asked.name),
              })}
        </p>
        <p className="text-4xl leading-tight font-bold">
          <Money minor={ask.amount} unit={ask.unit} />
        </p>
        {ask.note !== null && <p className="max-w-full break-words text-lg">“{ask.note}”</p>}
        <Tag tone={TONES[standing]}>{t(`asks.state.${standing}`)}</Tag>
      </Card>
      {isOpen(ask) && mine && <AskerWays ask={ask} />}
      {isOpen(ask) && ask.asked.id === me?.id && <AskedWays ask={ask} />}
      <Story ask={ask} />
      {ask.bill !== null && (
        <LinkButton look="secondary" to={{ to: "/bills/$bill", params: { bill: ask.bill } }}>
          <ReceiptText size={20} aria-hidden />
          {t("asks.seeBill")}
        </LinkButton>
      )}
    </>
  );
}

/** What became of it, step by step. */
function Story({ ask }: { ask: Ask }) {
  const { t, i18n } = useTranslation();
  const standing = standingOf(ask);
  // Once a guardian was asked, the no may be theirs as well as the child's.
  const ended = standing === "declined" && ask.waits_since !== null ? "declinedThere" : standing;
  const steps = [
    { text: t("asks.story.asked", { name: ask.asker.name }), at: ask.created_at },
    ask.reminders > 0 && { text: t("asks.story.reminded", { count: ask.reminders }), at: null },
    ask.waits_since !== null && {
      text: t("asks.story.waiting", { name: ask.asked.name }),
      at: ask.waits_since,
    },
    isOpen(ask)
      ? { text: t("asks.story.expires"), at: ask.expires_at }
      : { text: t(`asks.story.${ended}`, { name: ask.asked.name }), at: ask.decided_at },
  ].filter((step) => step !== false);
  return (
    <ol className="grid gap-0 px-2">
      {steps.map((step, n) => (
        <li key={step.text} className="relative grid grid-cols-[1rem_1fr] gap-3 pb-4">
          <span
            aria-hidden
            className={`mt-1.5 size-3 rounded-full ${n === steps.length - 1 ? "bg-accent" : "bg-line"}`}
          />
          {n < steps.length - 1 && (
            <span aria-hidden className="absolute top-5 bottom-0 left-1.25 w-0.5 bg-line" />
          )}
          <span>
            <span className="block">{step.text}</span>
            {step.at !== null && (
              <span className="block text-sm text-muted">{when(step.at, i18n.language)}</span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
