import { useQuery } from "@tanstack/react-query";
import { Check, LoaderCircle, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { refusedWith } from "~/api/problem";
import { time } from "~/i18n/format";
import { type PaymentDetail, receiptQuery } from "./api";

type Step = {
  readonly text: string;
  readonly detail?: string | undefined;
  readonly state: "done" | "now" | "failed";
};

/** How a payment went, step by step, to the seal on its receipt. */
export function Timeline({ payment }: { payment: PaymentDetail }) {
  const { t } = useTranslation();
  const steps = useSteps(payment);
  return (
    <ol aria-label={t("timeline.label")} className="rounded-card bg-surface p-5 shadow-card">
      {steps.map((step, at) => (
        <li key={step.text} className="relative flex gap-3 pb-5 last:pb-0">
          {at < steps.length - 1 && (
            <span
              aria-hidden
              className="absolute top-7 bottom-0 left-3.5 w-0.5 -translate-x-1/2 bg-line"
            />
          )}
          <Mark state={step.state} />
          <div className="min-w-0 pt-0.5">
            <p className="font-medium">{step.text}</p>
            {step.detail !== undefined && <p className="text-sm text-muted">{step.detail}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function useSteps(payment: PaymentDetail): Step[] {
  const { t, i18n } = useTranslation();
  const refused = payment.refusal !== null;
  const receipt = useQuery({ ...receiptQuery(payment.id), enabled: !refused });
  const at = time(payment.created_at, i18n.language);
  const requested: Step = { text: t("timeline.requested"), detail: at, state: "done" };
  if (refused) {
    return [
      requested,
      { text: t("timeline.refused"), detail: t("timeline.stays"), state: "failed" },
    ];
  }
  const steps: Step[] = [
    requested,
    { text: t("timeline.checked"), state: "done" },
    {
      text: t("timeline.paid"),
      detail: t("timeline.has", { name: payment.payee.name }),
      state: "done",
    },
  ];
  if (receipt.data !== undefined) {
    const number = receipt.data.index + 1;
    steps.push({
      text: t("timeline.sealed"),
      detail: t("timeline.leaf", { number }),
      state: "done",
    });
  } else if (receipt.error === null || refusedWith(receipt.error, "not_sealed_yet")) {
    steps.push({ text: t("timeline.sealing"), detail: t("timeline.sealingHint"), state: "now" });
  }
  return steps;
}

function Mark({ state }: { state: Step["state"] }) {
  const looks = {
    done: "bg-good-soft text-good",
    now: "bg-accent-soft text-accent-strong",
    failed: "bg-bad-soft text-bad",
  };
  return (
    <span
      aria-hidden
      className={`z-10 grid size-7 shrink-0 place-items-center rounded-full ${looks[state]}`}
    >
      {state === "done" && <Check size={16} strokeWidth={3} />}
      {state === "now" && <LoaderCircle size={16} className="animate-spin" />}
      {state === "failed" && <X size={16} strokeWidth={3} />}
    </span>
  );
}
