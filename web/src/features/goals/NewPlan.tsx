import { type ReactNode, useState } from "react";
import { Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { MoneyFailure } from "~/api/MoneyFailure";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { OneOf } from "~/design/Choices";
import { Select } from "~/design/Select";
import { Sheet } from "~/design/Sheet";
import { weekday } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { begin, type Goal, type Plan, type PlanBody } from "./api";
import { PLAN_ICONS } from "./Plans";

type Kind = Plan["kind"];

/** Who pays for a plan decides which there are. */
const OWN: readonly Kind[] = ["autosave", "round_up", "share"];
const GUARDIANS: readonly Kind[] = ["match", "interest"];

export function NewPlan({
  goal,
  mine,
  onClose,
}: {
  goal: Goal;
  mine: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>();
  const beginning = useChange((body: PlanBody, key) => begin(goal.id, body, key), onClose);
  const Terms = kind === undefined ? undefined : TERMS[kind];
  return (
    <Sheet
      open
      onClose={onClose}
      title={t(kind === undefined ? "goals.plan.which" : `goals.plan.${kind}.title`)}
    >
      {Terms === undefined ? (
        <ul className="grid gap-2">
          {(mine ? OWN : GUARDIANS).map((one) => (
            <li key={one}>
              <Offer kind={one} onPick={() => setKind(one)} />
            </li>
          ))}
        </ul>
      ) : (
        <Terms
          footer={<MoneyFailure of={beginning.error} />}
          isPending={beginning.isPending}
          onSubmit={(body) => beginning.mutate(body)}
        />
      )}
    </Sheet>
  );
}

function Offer({ kind, onPick }: { kind: Kind; onPick: () => void }) {
  const { t } = useTranslation();
  const Icon = PLAN_ICONS[kind];
  return (
    <Pressable
      onPress={onPick}
      className="flex min-h-16 w-full items-center gap-4 rounded-control border border-line p-4 text-left transition hover:border-accent hover:bg-accent-soft"
    >
      <Icon aria-hidden className="shrink-0 text-accent" />
      <span>
        <span className="block font-semibold">{t(`goals.plan.${kind}.title`)}</span>
        <span className="block text-sm text-muted">{t(`goals.plan.${kind}.hint`)}</span>
      </span>
    </Pressable>
  );
}

type TermsProps = {
  footer: ReactNode;
  isPending: boolean;
  onSubmit: (body: PlanBody) => void;
};

function Form({
  body,
  footer,
  isPending,
  onSubmit,
  children,
}: TermsProps & { body: PlanBody | undefined; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (body !== undefined) onSubmit(body);
      }}
    >
      {children}
      {footer}
      <Button type="submit" wide isPending={isPending} isDisabled={body === undefined}>
        {t("goals.plan.begin")}
      </Button>
    </form>
  );
}

type Every = "weekly" | "fortnightly" | "monthly";
const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;
const MONTH = Array.from({ length: 31 }, (_, n) => n + 1);

function Autosave(props: TermsProps) {
  const { t, i18n } = useTranslation();
  const [amount, setAmount] = useState<number | null>(null);
  const [every, setEvery] = useState<Every>("weekly");
  const [day, setDay] = useState("1");
  return (
    <Form {...props} body={amount ? { autosave: { amount, every, day: Number(day) } } : undefined}>
      <AmountField label={t("goals.amount")} value={amount} onChange={setAmount} />
      <OneOf
        label={t("goals.plan.every")}
        value={every}
        onChange={(next) => {
          setEvery(next);
          setDay("1");
        }}
        options={(["weekly", "fortnightly", "monthly"] as const).map((value) => ({
          value,
          text: t(`every.${value}`),
        }))}
      />
      <Select
        label={t("goals.plan.day")}
        value={day}
        onChange={setDay}
        options={(every === "monthly" ? MONTH : WEEK).map((one) => ({
          value: String(one),
          text: every === "monthly" ? String(one) : weekday(one, i18n.language),
        }))}
      />
    </Form>
  );
}

function RoundUp(props: TermsProps) {
  const { t } = useTranslation();
  const [to, setTo] = useState<"1000" | "5000" | "10000">("1000");
  return (
    <Form {...props} body={{ round_up: { to: Number(to) as 1000 | 5000 | 10000 } }}>
      <OneOf
        label={t("goals.plan.round_up.to")}
        value={to}
        onChange={setTo}
        options={[
          { value: "1000", text: "₹10" },
          { value: "5000", text: "₹50" },
          { value: "10000", text: "₹100" },
        ]}
      />
      <p className="text-sm text-muted">{t("goals.plan.round_up.example")}</p>
    </Form>
  );
}

const PERCENTS = ["5", "10", "20", "50"] as const;

function Share(props: TermsProps) {
  const { t } = useTranslation();
  const [percent, setPercent] = useState<string>("10");
  return (
    <Form {...props} body={{ share: { percent: Number(percent) } }}>
      <OneOf
        label={t("goals.plan.share.percent")}
        value={percent}
        onChange={setPercent}
        options={PERCENTS.map((value) => ({ value, text: `${value}%` }))}
      />
    </Form>
  );
}

function Match(props: TermsProps) {
  const { t } = useTranslation();
  const [percent, setPercent] = useState<string>("50");
  const [cap, setCap] = useState<number | null>(50_000);
  return (
    <Form
      {...props}
      body={cap ? { match: { percent: Number(percent), monthly_cap: cap } } : undefined}
    >
      <OneOf
        label={t("goals.plan.match.percent")}
        value={percent}
        onChange={setPercent}
        options={["25", "50", "100", "200"].map((value) => ({ value, text: `${value}%` }))}
      />
      <AmountField label={t("goals.plan.match.cap")} value={cap} onChange={setCap} />
    </Form>
  );
}

function Interest(props: TermsProps) {
  const { t } = useTranslation();
  const [points, setPoints] = useState<string>("500");
  return (
    <Form {...props} body={{ interest: { basis_points: Number(points) } }}>
      <OneOf
        label={t("goals.plan.interest.rate")}
        value={points}
        onChange={setPoints}
        options={["300", "500", "1000", "2000"].map((value) => ({
          value,
          text: `${Number(value) / 100}%`,
        }))}
      />
    </Form>
  );
}

const TERMS: Record<Kind, (props: TermsProps) => ReactNode> = {
  autosave: Autosave,
  round_up: RoundUp,
  share: Share,
  match: Match,
  interest: Interest,
};
