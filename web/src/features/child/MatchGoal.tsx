import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { OneOf } from "~/design/Choices";
import { Sheet } from "~/design/Sheet";
import { firstName, money } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { endPlan, plan, plansQuery } from "./api";

const PERCENTS = ["25", "50", "100"] as const;
const RATES = ["300", "500", "800"] as const;

/** A guardian adds to what is saved: a part of it, month by month, or interest on what is there. */
export function MatchGoal({ goal, onClose }: { goal: Schemas["Goal"]; onClose: () => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<"match" | "interest">("match");
  const [percent, setPercent] = useState<(typeof PERCENTS)[number]>("50");
  const [rate, setRate] = useState<(typeof RATES)[number]>("500");
  const [cap, setCap] = useState<number | null>(50_000);
  const add = useChange(plan, onClose);
  const name = firstName(goal.owner.name);
  return (
    <Sheet open onClose={onClose} title={t("child.match.title", { name: goal.name })}>
      <OneOf
        label={t("child.match.how")}
        value={kind}
        onChange={setKind}
        options={[
          { value: "match", text: t("child.match.match") },
          { value: "interest", text: t("child.match.interest") },
        ]}
      />
      {kind === "match" ? (
        <>
          <p className="text-muted">{t("child.match.matchLead", { name })}</p>
          <OneOf
            label={t("child.match.percent")}
            value={percent}
            onChange={setPercent}
            options={PERCENTS.map((value) => ({ value, text: `${value}%` }))}
          />
          <AmountField label={t("child.match.cap")} value={cap} onChange={setCap} />
        </>
      ) : (
        <>
          <p className="text-muted">{t("child.match.interestLead")}</p>
          <OneOf
            label={t("child.match.rate")}
            value={rate}
            onChange={setRate}
            options={RATES.map((value) => ({ value, text: `${Number(value) / 100}%` }))}
          />
        </>
      )}
      <Failure of={add.error} />
      <Button
        wide
        isPending={add.isPending}
        isDisabled={kind === "match" && cap === null}
        onPress={() =>
          add.mutate({
            goal: goal.id,
            body:
              kind === "match"
                ? { match: { percent: Number(percent), monthly_cap: cap ?? 0 } }
                : { interest: { basis_points: Number(rate) } },
          })
        }
      >
        {t("child.match.start")}
      </Button>
    </Sheet>
  );
}

/** What guardians add to a goal by themselves. */
export function Added({ goal }: { goal: string }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(plansQuery(goal));
  const end = useChange(endPlan);
  const guardians = data?.filter(
    (one) => one.ended_at === null && (one.kind === "match" || one.kind === "interest"),
  );
  if (guardians === undefined || guardians.length === 0) return null;
  return (
    <ul className="grid gap-2 rounded-control bg-sunken p-3">
      {guardians.map((one) => (
        <li key={one.id} className="flex items-center justify-between gap-3 text-sm">
          <span>
            {one.kind === "match"
              ? t("child.match.isMatch", {
                  name: firstName(one.payer.name),
                  percent: one.terms["percent"],
                  cap: money(Number(one.terms["monthly_cap"]), "INR", i18n.language),
                })
              : t("child.match.isInterest", {
                  name: firstName(one.payer.name),
                  percent: Number(one.terms["basis_points"]) / 100,
                })}
          </span>
          <Button look="quiet" isPending={end.isPending} onPress={() => end.mutate(one.id)}>
            {t("child.match.end")}
          </Button>
        </li>
      ))}
      <Failure of={end.error} />
    </ul>
  );
}
