import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { refusedWith } from "~/api/problem";
import { Button } from "~/design/Button";
import { Page } from "~/design/Page";
import { Notice, Skeleton } from "~/design/Surface";
import { money } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { AppealSheet } from "~/shared/AppealSheet";
import { isRule, type Rule } from "~/shared/appeal";
import { unsettledQuery } from "~/shared/device";
import type { Draft } from "~/shared/draft";
import { Amount } from "./Amount";
import { minorTyped, typedOf } from "./amount";
import { askGuardian, type PayBody, previewQuery } from "./api";
import { PayeeHead } from "./PayeeHead";
import { Unknown } from "./Unknown";
import { readUpi } from "./upi";
import { useLater } from "./useLater";
import { usePayment } from "./usePayment";
import { type Verdict, verdictOf } from "./verdict";
import { WillItWork } from "./WillItWork";

/** How much, to whom, what for; whether it would work; and paying. */
export function PayTo() {
  const { t } = useTranslation();
  // As it was when this was opened: on the way to the next screen, the location is that one's already.
  const location = useLocation();
  const [draft] = useState(location.state.draft);
  const { data: unsettled } = useQuery(unsettledQuery);
  const navigate = useNavigate();
  const decided = (id: string) =>
    void navigate({ to: "/payments/$id", params: { id }, state: { just: true }, replace: true });
  const payment = usePayment(decided);
  const nothing = draft === undefined && unsettled === null && payment.sending.state === "idle";
  useEffect(() => {
    if (nothing) void navigate({ to: "/pay", replace: true });
  }, [nothing, navigate]);
  if (unsettled === undefined) return <Skeleton className="h-96" />;
  // What is not known yet comes before anything new: it may be the very same payment.
  if (unsettled !== null && payment.sending.state !== "sending") {
    return (
      <Page title={t("pay.title")} back={{ to: "/" }}>
        <Unknown
          attempt={unsettled}
          isPending={payment.sending.state === "askingAgain"}
          onAskAgain={() => payment.askAgain(unsettled)}
        />
      </Page>
    );
  }
  if (draft === undefined) return null;
  return (
    <Page title={t("pay.title")} back={{ to: "/pay" }}>
      <Making draft={draft} payment={payment} />
    </Page>
  );
}

function Making({ draft, payment }: { draft: Draft; payment: ReturnType<typeof usePayment> }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(draft.amount === undefined ? "" : typedOf(draft.amount));
  const [note, setNote] = useState(draft.note ?? "");
  const link = draft.to.upi === undefined ? undefined : readUpi(draft.to.upi);
  const fixed = link?.amount !== undefined && link.minimum === undefined;
  const body = bodyOf(draft, minorTyped(typed), note);
  // Without an amount yet, the smallest of them tells who would be paid.
  const asked = useLater(body.amount === 0 ? { ...body, amount: 1_00 } : body, 250);
  const preview = useQuery({
    ...previewQuery(asked),
    placeholderData: (previous) => previous,
  });
  const current = body.amount !== 0 && asked.amount === body.amount && !preview.isPlaceholderData;
  const verdict = current && preview.data ? verdictOf(preview.data) : undefined;
  const name = preview.data?.payee.name ?? draft.name ?? "";
  const shop = preview.data?.payee.merchant != null;
  const busy = payment.sending.state === "sending";
  return (
    <>
      <PayeeHead
        to={draft.to}
        name={name}
        shop={shop}
        known={preview.data !== undefined}
        missing={preview.isError}
      />
      <Amount
        typed={typed}
        note={note}
        fixed={fixed}
        isDisabled={busy}
        onType={(next) => {
          payment.reset();
          setTyped(next);
        }}
        onNote={setNote}
      >
        <WillItWork
          nothing={body.amount === 0}
          verdict={verdict}
          error={preview.isPlaceholderData ? null : preview.error}
        />
      </Amount>
      {payment.sending.state === "refused" &&
        (refusedWith(payment.sending.error, "offline") ? (
          <Notice tone="bad">{t("pay.offline")}</Notice>
        ) : (
          <Failure of={payment.sending.error} />
        ))}
      <Act
        verdict={verdict}
        body={body}
        name={name}
        isPending={busy}
        onPay={() => payment.confirm(body, name, shop)}
      />
    </>
  );
}

function bodyOf(draft: Draft, amount: number, note: string): PayBody & { amount: number } {
  const words = note.trim();
  return { to: draft.to, amount, unit: "INR", ...(words === "" ? {} : { note: words }) };
}

/** The one thing to do: pay, ask a guardian for a yes, or say something against the rule. */
function Act({
  verdict,
  body,
  name,
  isPending,
  onPay,
}: {
  verdict: Verdict | undefined;
  body: PayBody & { amount: number };
  name: string;
  isPending: boolean;
  onPay: () => void;
}) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [against, setAgainst] = useState<Rule>();
  const ask = useChange(askGuardian, ({ id }) => {
    const draft = { to: body.to, name, amount: body.amount, note: body.note };
    void navigate({ to: "/pay/waiting/$id", params: { id }, state: { draft }, replace: true });
  });
  if (verdict?.kind === "refused" && verdict.appealable !== undefined) {
    const { code } = verdict.appealable;
    return (
      <>
        <Button look="secondary" wide onPress={() => isRule(code) && setAgainst(code)}>
          {t("pay.askChange")}
        </Button>
        <AppealSheet
          about={against === undefined ? undefined : { rule: against }}
          onClose={() => setAgainst(undefined)}
        />
      </>
    );
  }
  if (verdict?.kind === "ask") {
    return (
      <>
        <Failure of={ask.error} />
        <Button wide isPending={ask.isPending} onPress={() => ask.mutate(body)}>
          {t("pay.askGuardian")}
        </Button>
      </>
    );
  }
  return (
    <Button wide isPending={isPending} isDisabled={verdict?.kind !== "works"} onPress={onPay}>
      {isPending
        ? t("pay.sending")
        : body.amount === 0
          ? t("pay.pay")
          : t("pay.payAmount", { amount: money(body.amount, body.unit, i18n.language) })}
    </Button>
  );
}
