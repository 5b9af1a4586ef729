import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Page } from "~/design/Page";
import { Notice, Skeleton } from "~/design/Surface";
import { AskGuardian } from "~/session/AskGuardian";
import { useMe } from "~/session/me";
import { type PinProof, sendOwnCode, setPin } from "~/session/pin";
import { useChange } from "~/session/useChange";

const PIN = /^\d{4,6}$/;

/** The payment PIN: chosen, changed with the present one, or reset with a code. */
export function Pin() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Page title={t("me.pin.title")} back={{ to: "/me" }}>
      <p className="px-1 text-muted">{t("me.pin.lead")}</p>
      {me === undefined ? <Skeleton className="h-64" /> : <Form me={me} />}
    </Page>
  );
}

function Form({ me }: { me: Schemas["Me"] }) {
  const { t } = useTranslation();
  const [proof, setProof] = useState("");
  const [pin, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [asks, setAsks] = useState(false);
  const [sent, setSent] = useState<string>();
  const code = useMutation({ mutationFn: () => sendOwnCode(me.phone) });
  const changing = useChange(
    (asked: { pin: string; proof: PinProof }) => setPin(asked.pin, asked.proof),
    () => {
      for (const clear of [setProof, setNext, setAgain]) clear("");
      code.reset();
      setSent(undefined);
    },
  );
  const challenge = sent ?? code.data;
  const differs = again.length >= pin.length && again !== "" && again !== pin;
  const proven = !me.pin_set || (challenge === undefined ? PIN : /^\d{6}$/).test(proof);
  const proofOf = (): PinProof => {
    if (!me.pin_set) return {};
    return challenge === undefined ? { current_pin: proof } : { challenge, code: proof };
  };
  if (asks) {
    return (
      <AskGuardian
        onCode={(texted) => {
          setSent(texted);
          setAsks(false);
        }}
      />
    );
  }
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        changing.mutate({ pin, proof: proofOf() });
      }}
    >
      {me.pin_set &&
        (challenge === undefined ? (
          <Secret label={t("me.pin.now")} value={proof} onChange={setProof} name="current-pin" />
        ) : (
          <Field
            label={t("pin.code.lead", { phone: me.phone })}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            value={proof}
            onChange={setProof}
          />
        ))}
      <Secret label={t("me.pin.next")} value={pin} onChange={setNext} name="new-pin" />
      <Secret
        label={t("me.pin.again")}
        value={again}
        onChange={setAgain}
        name="new-pin-again"
        error={differs ? t("pin.mismatch") : undefined}
      />
      <Failure of={changing.error ?? code.error} />
      {changing.isSuccess && <Notice tone="good">{t("me.pin.done")}</Notice>}
      <Button
        type="submit"
        wide
        isPending={changing.isPending}
        isDisabled={!proven || !PIN.test(pin) || pin !== again}
      >
        {t(me.pin_set ? "me.pin.change" : "me.pin.set")}
      </Button>
      {me.pin_set && challenge === undefined && (
        <Button
          look="quiet"
          isPending={code.isPending}
          onPress={() => {
            setProof("");
            if (me.is_minor) setAsks(true);
            else code.mutate();
          }}
        >
          {t("pin.forgotten")}
        </Button>
      )}
    </form>
  );
}

function Secret({
  label,
  value,
  onChange,
  name,
  error,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  name: string;
  error?: string | undefined;
}) {
  return (
    <Field
      label={label}
      name={name}
      type="password"
      inputMode="numeric"
      autoComplete="off"
      maxLength={6}
      value={value}
      onChange={(typed) => onChange(typed.replaceAll(/\D/g, ""))}
      error={error}
    />
  );
}
