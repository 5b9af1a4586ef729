import { useSuspenseQuery } from "@tanstack/react-query";
import { Sparkles } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { turnsQuery } from "~/api/reads";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Empty, Heading, Skeleton } from "~/design/Surface";
import { useMe } from "~/session/me";
import type { Turn } from "./api";
import { RewardSplit } from "./RewardSplit";
import { OpenTurn, PastTurn } from "./Turns";

/** What a child has to do, what they earned by it, and where the rewards go. */
export function Chores() {
  const { t } = useTranslation();
  return (
    <Page title={t("chores.title")} back={{ to: "/me" }}>
      <Suspense
        fallback={
          <>
            <Skeleton className="h-24" />
            <Skeleton className="h-32" />
            <Skeleton className="h-32" />
          </>
        }
      >
        <Board />
      </Suspense>
    </Page>
  );
}

function Board() {
  const { t } = useTranslation();
  const me = useMe();
  const { data } = useSuspenseQuery(turnsQuery);
  const mine = data.filter((turn) => turn.chore.person.id === me?.id);
  const open = mine.filter((turn) => turn.state === "open");
  const waiting = mine.filter((turn) => turn.state === "done");
  const past = mine.filter((turn) => turn.state !== "open" && turn.state !== "done");
  if (mine.length === 0) {
    return (
      <Empty picture={<Sparkles size={40} />} title={t("chores.none")}>
        {t("chores.noneHint")}
      </Empty>
    );
  }
  return (
    <>
      <Earned turns={mine} />
      <section className="grid gap-3">
        <Heading>{t("chores.todo")}</Heading>
        {open.length === 0 && <p className="px-1 text-muted">{t("chores.allDone")}</p>}
        <ul className="grid gap-3">
          {open.map((turn) => (
            <li key={turn.id}>
              <OpenTurn turn={turn} />
            </li>
          ))}
        </ul>
      </section>
      {waiting.length > 0 && <Past title={t("chores.waiting")} turns={waiting} />}
      {me !== undefined && <RewardSplit person={me.id} />}
      {past.length > 0 && <Past title={t("chores.history")} turns={past} />}
    </>
  );
}

/** What work has brought so far, and what is still to come of it. */
function Earned({ turns }: { turns: readonly Turn[] }) {
  const { t } = useTranslation();
  const sum = (states: readonly Turn["state"][]) =>
    turns
      .filter((turn) => states.includes(turn.state))
      .reduce((total, turn) => total + turn.chore.reward, 0);
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,8rem),1fr))] gap-3">
      <Figure name={t("chores.earned")} minor={sum(["paid"])} look="bg-good-soft text-good" />
      <Figure
        name={t("chores.coming")}
        minor={sum(["open", "done", "approved"])}
        look="bg-gold-soft text-gold"
      />
    </dl>
  );
}

function Figure({ name, minor, look }: { name: string; minor: number; look: string }) {
  return (
    <div className={`grid gap-0.5 rounded-card p-4 ${look}`}>
      <dt className="text-sm font-medium">{name}</dt>
      <dd className="text-2xl font-bold">
        <Money minor={minor} />
      </dd>
    </div>
  );
}

function Past({ title, turns }: { title: string; turns: readonly Turn[] }) {
  return (
    <section className="grid gap-1">
      <Heading>{title}</Heading>
      <ul>
        {turns.map((turn) => (
          <li key={turn.id}>
            <PastTurn turn={turn} />
          </li>
        ))}
      </ul>
    </section>
  );
}
