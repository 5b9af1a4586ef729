import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { GiftIcon, HeartHandshake, Unlink } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Refused, refusedWith } from "~/api/problem";
import { Bar } from "~/design/Bar";
import { Button } from "~/design/Button";
import { Coin } from "~/design/Coin";
import { Money } from "~/design/Money";
import { Card, Empty, Skeleton } from "~/design/Surface";
import { fullDay, money } from "~/i18n/format";
import { LanguageSwitch } from "~/shared/LanguageSwitch";
import { type Invitation, invitationQuery } from "./api";
import { GiveForm } from "./GiveForm";
import { tokenIn } from "./link";

/** What a relative sees who opens a gift link: whom it is for, and giving. No account is needed. */
export function Give() {
  const { t } = useTranslation();
  // A fragment stays in the browser: the secret is sent in the bodies of the two requests alone.
  const token = tokenIn(useLocation({ select: ({ hash }) => hash }));
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-md content-start gap-6 p-5">
      <header className="flex items-center justify-between gap-3">
        <span className="flex items-center gap-2 text-lg font-bold">
          <Coin className="size-9" />
          Tuppence
        </span>
        <LanguageSwitch />
      </header>
      {token === undefined ? (
        <Over title={t("give.broken")}>{t("give.brokenHint")}</Over>
      ) : (
        <Invited key={token} token={token} />
      )}
    </main>
  );
}

function Over({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Empty picture={<Unlink size={40} />} title={<h1>{title}</h1>}>
      {children}
    </Empty>
  );
}

function Invited({ token }: { token: string }) {
  const { t } = useTranslation();
  const look = useQuery(invitationQuery(token));
  const [given, setGiven] = useState<Schemas["Given"]>();
  if (given !== undefined && look.data !== undefined) {
    return <Thanks given={given} invitation={look.data} />;
  }
  if (look.data !== undefined) {
    return (
      <>
        <Whose invitation={look.data} />
        <GiveForm token={token} invitation={look.data} onGiven={setGiven} />
      </>
    );
  }
  if (look.isPending) {
    return (
      <>
        <Skeleton className="h-44" />
        <Skeleton className="h-64" />
      </>
    );
  }
  const over = reasonOf(look.error);
  if (over !== undefined) {
    return <Over title={t(`give.over.${over}`)}>{t("give.overHint")}</Over>;
  }
  return (
    <>
      <Failure of={look.error} />
      <Button look="secondary" onPress={() => void look.refetch()}>
        {t("mishap.again")}
      </Button>
    </>
  );
}

const REASONS = ["used", "expired", "revoked", "closed"] as const;

/** Why nothing can be given by a link; undefined where something else went wrong. */
function reasonOf(error: unknown): (typeof REASONS)[number] | "unknown" | undefined {
  if (refusedWith(error, "gift_link_over")) {
    return REASONS.find((one) => one === error.problem["reason"]) ?? "unknown";
  }
  return error instanceof Refused && error.problem.status === 404 ? "unknown" : undefined;
}

function Whose({ invitation }: { invitation: Invitation }) {
  const { t, i18n } = useTranslation();
  const { goal } = invitation;
  return (
    <Card look="accent" className="grid animate-rise gap-4">
      <GiftIcon size={44} aria-hidden />
      <h1 className="text-3xl leading-tight font-bold break-words">
        {t("give.for", { name: invitation.for })}
      </h1>
      {goal === null ? (
        <p className="opacity-90">{t("give.wallet", { name: invitation.for })}</p>
      ) : (
        <div className="grid gap-2 rounded-control bg-surface p-4 text-ink">
          <p className="font-semibold break-words">{goal.name}</p>
          <Bar part={goal.saved} whole={goal.target} paint="good" />
          <p className="text-sm text-muted">
            <Money minor={goal.saved} unit={invitation.unit} />{" "}
            {t("goals.target", { target: goal.target, unit: invitation.unit })}
          </p>
        </div>
      )}
      <p className="text-sm opacity-85">
        {t("give.until", {
          day: fullDay(invitation.expires_at, i18n.language),
          most: money(invitation.most_amount, invitation.unit, i18n.language),
        })}
      </p>
    </Card>
  );
}

function Thanks({ given, invitation }: { given: Schemas["Given"]; invitation: Invitation }) {
  const { t } = useTranslation();
  return (
    <Card className="grid animate-rise justify-items-center gap-4 py-10 text-center">
      <span
        aria-hidden
        className="grid size-24 animate-pop place-items-center rounded-full bg-good-soft text-good"
      >
        <HeartHandshake size={48} />
      </span>
      <h1 className="text-2xl font-bold">{t("give.thanks")}</h1>
      <p className="text-4xl font-bold">
        <Money minor={given.amount} unit={given.unit} />
      </p>
      <p className="max-w-xs text-muted">{t("give.thanksHint", { name: invitation.for })}</p>
      <p className="grid gap-1 text-sm text-muted">
        {t("give.reference")}
        <code className="text-xs break-all select-all">{given.id}</code>
      </p>
    </Card>
  );
}
