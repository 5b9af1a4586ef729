import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Button } from "~/design/Button";
import { Meter } from "~/design/Meter";
import { Card } from "~/design/Surface";
import { useMe } from "~/session/me";
import { askForPin } from "~/session/StepUp";

type Step = {
  readonly name: "family" | "child" | "consent" | "pin" | "money";
  readonly done: boolean;
};

const PUT_AWAY = "tuppence-first-steps-put-away";

/** How far a new family has come, and the next step; gone once all of it is done. */
export function FirstSteps({ home }: { home: Schemas["Home"] }) {
  const { t } = useTranslation();
  const me = useMe();
  const [away, setAway] = useState(() => localStorage.getItem(PUT_AWAY) === "yes");
  const personal = home.own.find((wallet) => wallet.kind === "personal");
  if (me === undefined || personal === undefined) return null;
  const steps: Step[] = [
    { name: "family", done: home.family !== null },
    { name: "child", done: home.children.length > 0 },
    {
      name: "consent",
      done: home.children.length > 0 && home.children.every((one) => !one.consent_missing),
    },
    { name: "pin", done: me.pin_set },
    { name: "money", done: personal.balance > 0 || home.payments.length > 0 },
  ];
  const open = steps.filter((step) => !step.done);
  const next = open[0];
  if (next === undefined || away) return null;
  return (
    <Card className="grid gap-3">
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="text-lg font-semibold">{t("guardian.steps.title")}</h2>
        <span className="text-sm text-muted">
          {t("guardian.steps.done", {
            done: steps.length - open.length,
            all: steps.length,
          })}
        </span>
      </div>
      <Meter
        part={steps.length - open.length}
        whole={steps.length}
        label={t("guardian.steps.title")}
      />
      <ol className="grid gap-1">
        {open.map((step) => (
          <li key={step.name} className="flex min-h-11 items-center gap-3">
            <span
              aria-hidden
              className={`grid size-7 shrink-0 place-items-center rounded-full text-sm font-semibold ${step === next ? "bg-accent text-on-accent" : "bg-sunken text-muted"}`}
            >
              {steps.indexOf(step) + 1}
            </span>
            <span className="flex-1 font-medium">{t(`guardian.steps.${step.name}`)}</span>
            {step === next && <Go step={step} home={home} wallet={personal.id} />}
          </li>
        ))}
      </ol>
      <Button
        look="quiet"
        onPress={() => {
          localStorage.setItem(PUT_AWAY, "yes");
          setAway(true);
        }}
      >
        {t("guardian.steps.later")}
      </Button>
    </Card>
  );
}

const GO =
  "inline-flex min-h-11 items-center rounded-control bg-accent-soft px-4 text-sm font-semibold text-accent-strong";

function Go({ step, home, wallet }: { step: Step; home: Schemas["Home"]; wallet: string }) {
  const { t } = useTranslation();
  const text = t("guardian.steps.go");
  switch (step.name) {
    case "family":
      return (
        <Link to="/family" className={GO}>
          {text}
        </Link>
      );
    case "child":
      return (
        <Link to="/family/invite" className={GO}>
          {text}
        </Link>
      );
    case "consent": {
      const child = home.children.find((one) => one.consent_missing);
      return child === undefined ? null : (
        <Link to="/children/$id/consent" params={{ id: child.id }} className={GO}>
          {text}
        </Link>
      );
    }
    case "pin":
      return (
        <button type="button" className={GO} onClick={() => void askForPin("set")}>
          {text}
        </button>
      );
    case "money":
      return (
        <Link to="/topup/$wallet" params={{ wallet }} className={GO}>
          {text}
        </Link>
      );
  }
}
