import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { CirclePause, CirclePlay, CircleStop, SkipForward, TrendingUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Sheet } from "~/design/Sheet";
import { Card, Heading, Notice } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { Tile } from "~/design/Tile";
import { day, firstName, money, when } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import {
  type Allowance as AllowanceDocument,
  allowanceHistoryQuery,
  allowanceQuery,
  raiseAllowance,
  step,
} from "./api";
import { useRhythm } from "./Rhythm";

const route = getRouteApi("/inside/allowances/$id");

/** One allowance: what is due, what its giver may do with it, and everything that was decided. */
export function Allowance() {
  const { t, i18n } = useTranslation();
  const { id } = route.useParams();
  const { data: allowance } = useSuspenseQuery(allowanceQuery(id));
  const me = useMe();
  const rhythm = useRhythm();
  const { next, raised } = allowance;
  const given = me?.id === allowance.giver.id;
  return (
    <Page
      title={t("allowances.of", { name: firstName(allowance.person.name) })}
      back={
        me?.id === allowance.person.id
          ? { to: "/" }
          : { to: "/children/$id/allowances", params: { id: allowance.person.id } }
      }
    >
      <Card look="accent" className="grid gap-1">
        <p className="text-[min(2.25rem,11vw)] leading-tight font-bold">
          <Money minor={allowance.amount} unit={allowance.unit} />
        </p>
        <p>{rhythm(allowance.every, allowance.day)}</p>
        <p className="text-sm opacity-85">
          {t("allowances.from", { name: given ? t("allowances.you") : allowance.giver.name })}
          {allowance.note !== null && ` · ${allowance.note}`}
        </p>
      </Card>
      {next === null ? (
        <Notice tone="gold">{t(`allowances.stateLong.${allowance.state}`)}</Notice>
      ) : (
        <Notice>
          {t(next.skipped ? "allowances.skippedOn" : "allowances.nextOn", {
            day: day(next.on, i18n.language),
            amount: money(next.amount, allowance.unit, i18n.language),
          })}
        </Notice>
      )}
      {raised !== null && (
        <Notice tone="good">
          {t("allowances.raisedFrom", {
            amount: money(raised.amount, allowance.unit, i18n.language),
            day: day(raised.from_on, i18n.language),
          })}
        </Notice>
      )}
      {given && allowance.state !== "ended" && <Ways allowance={allowance} />}
      <Heading>{t("allowances.history")}</Heading>
      <History allowance={id} />
    </Page>
  );
}

function Ways({ allowance }: { allowance: AllowanceDocument }) {
  const { t } = useTranslation();
  const [doing, setDoing] = useState<"raise" | "end">();
  const go = useChange(step, () => setDoing(undefined));
  const active = allowance.state === "active";
  const press = (what: "pause" | "resume" | "skip" | "end") => () =>
    go.mutate({ allowance: allowance.id, step: what });
  const pending = (what: string) => go.isPending && go.variables.step === what;
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-[repeat(auto-fit,minmax(4.5rem,1fr))] gap-2">
        <Tile icon={<TrendingUp />} onPress={() => setDoing("raise")}>
          {t("allowances.raise")}
        </Tile>
        {active && allowance.next?.skipped !== true && (
          <Tile icon={<SkipForward />} onPress={press("skip")} isPending={pending("skip")}>
            {t("allowances.skip")}
          </Tile>
        )}
        {active ? (
          <Tile icon={<CirclePause />} onPress={press("pause")} isPending={pending("pause")}>
            {t("allowances.pause")}
          </Tile>
        ) : (
          <Tile icon={<CirclePlay />} onPress={press("resume")} isPending={pending("resume")}>
            {t("allowances.resume")}
          </Tile>
        )}
        <Tile icon={<CircleStop />} onPress={() => setDoing("end")}>
          {t("allowances.end")}
        </Tile>
      </div>
      <Failure of={go.error} />
      {doing === "raise" && <Raise allowance={allowance} onClose={() => setDoing(undefined)} />}
      <Sheet
        open={doing === "end"}
        onClose={() => setDoing(undefined)}
        title={t("allowances.endTitle")}
      >
        <p className="text-muted">{t("allowances.endLead")}</p>
        <Failure of={go.error} />
        <Button look="danger" wide isPending={pending("end")} onPress={press("end")}>
          {t("allowances.end")}
        </Button>
      </Sheet>
    </div>
  );
}

function Raise({ allowance, onClose }: { allowance: AllowanceDocument; onClose: () => void }) {
  const { t } = useTranslation();
  const [amount, setAmount] = useState<number | null>(allowance.amount);
  const [from, setFrom] = useState("");
  const send = useChange(raiseAllowance, onClose);
  return (
    <Sheet open onClose={onClose} title={t("allowances.raiseTitle")}>
      <AmountField label={t("allowances.amount")} value={amount} onChange={setAmount} autoFocus />
      <Field
        label={t("allowances.fromOn")}
        type="date"
        value={from}
        onChange={setFrom}
        hint={t("allowances.fromOnHint")}
      />
      <Failure of={send.error} />
      <Button
        wide
        isPending={send.isPending}
        isDisabled={amount === null || amount === 0 || amount === allowance.amount}
        onPress={() => send.mutate({ allowance: allowance.id, amount: amount ?? 0, from })}
      >
        {t("allowances.change")}
      </Button>
    </Sheet>
  );
}

function History({ allowance }: { allowance: string }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(allowanceHistoryQuery(allowance));
  return (
    <Card className="!py-2">
      <ol className="divide-y divide-line">
        {data?.map((version) => (
          <li key={version.version} className="flex items-center justify-between gap-3 py-3">
            <div>
              <p className="font-medium">
                {t(`allowances.what.${version.what}`, {
                  amount: money(version.amount, "INR", i18n.language),
                  day: version.from_on && day(version.from_on, i18n.language),
                })}
              </p>
              <p className="text-sm text-muted">
                {version.author !== null && `${version.author.name}, `}
                {when(version.at, i18n.language)}
              </p>
            </div>
            <Tag>{version.version}</Tag>
          </li>
        ))}
      </ol>
    </Card>
  );
}
