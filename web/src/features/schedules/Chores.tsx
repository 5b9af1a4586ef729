import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Brush, ChartPie, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { homeQuery, turnsQuery } from "~/api/reads";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Row } from "~/design/Row";
import { Card, Empty, Heading } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { day, firstName, when } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { choresQuery, endChore, type Turn } from "./api";
import { DoneTurn } from "./DoneTurn";
import { GiveChore } from "./GiveChore";
import { RewardSplit } from "./RewardSplit";
import { useRhythm } from "./Rhythm";

const route = getRouteApi("/inside/children/$id/chores");

const TONES = {
  open: "accent",
  done: "gold",
  approved: "good",
  paid: "good",
  missed: "bad",
  withdrawn: "plain",
} as const;

/** A child's board of chores: what was done and waits for a look, what is to do, and what there was. */
export function Chores() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data: home } = useSuspenseQuery(homeQuery);
  const { data: allTurns } = useSuspenseQuery(turnsQuery);
  const { data: allChores } = useSuspenseQuery(choresQuery);
  const [sheet, setSheet] = useState<"give" | "split">();
  const child = home.children.find((one) => one.id === id);
  const name = firstName(child?.name ?? "");
  const turns = allTurns.filter((turn) => turn.chore.person.id === id);
  const done = turns.filter((turn) => turn.state === "done");
  const open = turns.filter((turn) => turn.state === "open");
  const past = turns.filter((turn) => turn.state !== "open" && turn.state !== "done");
  const chores = allChores.filter((chore) => chore.person.id === id && chore.ended_at === null);
  return (
    <Page title={t("tasks.of", { name })} back={{ to: "/children/$id", params: { id } }}>
      <div className="grid grid-cols-2 gap-3">
        <Button onPress={() => setSheet("give")}>
          <Plus size={20} aria-hidden />
          {t("tasks.give")}
        </Button>
        <Button look="secondary" onPress={() => setSheet("split")}>
          <ChartPie size={20} aria-hidden />
          {t("tasks.split")}
        </Button>
      </div>
      {done.length > 0 && (
        <section className="grid grid-cols-1 gap-2" aria-label={t("tasks.toLookAt")}>
          <Heading>{t("tasks.toLookAt")}</Heading>
          {done.map((turn) => (
            <DoneTurn key={turn.id} turn={turn} />
          ))}
        </section>
      )}
      {turns.length === 0 && chores.length === 0 && (
        <Empty picture={<Brush size={36} />} title={t("tasks.none")}>
          {t("tasks.noneHint", { name })}
        </Empty>
      )}
      <Turns title={t("tasks.open")} turns={open} />
      <Given chores={chores} />
      <Turns title={t("tasks.past")} turns={past.slice(0, 20)} />
      {sheet === "give" && <GiveChore child={{ id, name }} onClose={() => setSheet(undefined)} />}
      {sheet === "split" && (
        <RewardSplit person={id} name={name} onClose={() => setSheet(undefined)} />
      )}
    </Page>
  );
}

function Turns({ title, turns }: { title: string; turns: readonly Turn[] }) {
  const { t, i18n } = useTranslation();
  if (turns.length === 0) return null;
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={title}>
      <Heading>{title}</Heading>
      <Card className="!p-2">
        <ul className="divide-y divide-line">
          {turns.map((turn) => (
            <li key={turn.id}>
              <Row
                title={turn.chore.title}
                detail={
                  turn.decided_at === null
                    ? t("tasks.due", { day: day(turn.due_on, i18n.language) })
                    : when(turn.decided_at, i18n.language)
                }
                trail={
                  <span className="grid justify-items-end gap-1">
                    <Money
                      minor={turn.chore.reward}
                      unit={turn.chore.unit}
                      className="font-semibold"
                    />
                    <Tag tone={TONES[turn.state]}>
                      {t(
                        turn.reward?.state === "owed" && turn.state === "approved"
                          ? "tasks.owed"
                          : `tasks.state.${turn.state}`,
                      )}
                    </Tag>
                  </span>
                }
              />
              {turn.note !== null && turn.state === "open" && (
                <p className="px-2 pb-2 text-sm text-muted">“{turn.note}”</p>
              )}
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}

function Given({ chores }: { chores: readonly Schemas["Chore"][] }) {
  const { t } = useTranslation();
  const rhythm = useRhythm();
  const end = useChange(endChore);
  const again = chores.filter((chore) => chore.every !== "once");
  if (again.length === 0) return null;
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("tasks.again")}>
      <Heading>{t("tasks.again")}</Heading>
      <Failure of={end.error} />
      <Card className="!p-2">
        <ul className="divide-y divide-line">
          {again.map((chore) => (
            <li key={chore.id}>
              <Row
                title={chore.title}
                detail={rhythm(chore.every, chore.day)}
                trail={
                  <Button
                    look="quiet"
                    isPending={end.isPending && end.variables === chore.id}
                    onPress={() => end.mutate(chore.id)}
                  >
                    {t("tasks.end")}
                  </Button>
                }
              />
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}
