import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { refusedWith } from "~/api/problem";
import { useRefusal } from "~/api/useRefusal";
import { Button } from "~/design/Button";
import { Pad } from "~/design/Pad";
import { Sheet } from "~/design/Sheet";
import { AskGuardian } from "./AskGuardian";
import { meQuery, useMe } from "./me";
import { OfferPasskey } from "./OfferPasskey";
import { useOffer } from "./passkeys";
import { type PinProof, sendOwnCode, setPin, stepUp } from "./pin";
import type { PinRequest } from "./StepUp";
import { UsePasskey } from "./UsePasskey";

const SHORTEST = 4;
const LONGEST = 6;

/**
 * What is asked now: the PIN, a new one, the new one again, or the code that proves whose phone it is;
 * and, once a first one is chosen, whether a passkey is to do it next time.
 */
type Step =
  | { readonly at: "give" }
  | { readonly at: "code"; readonly challenge: string }
  | { readonly at: "choose"; readonly proof: PinProof }
  | { readonly at: "repeat"; readonly proof: PinProof; readonly pin: string }
  | { readonly at: "guardian" }
  | { readonly at: "passkey" };

/** Asks for the PIN; has one chosen first by whoever has none, and a new one by whoever forgot it. */
export function PinSheet({ request }: { request: PinRequest }) {
  const { t } = useTranslation();
  const me = useMe();
  const first: Step =
    request.purpose === "set" || me?.pin_set === false
      ? { at: "choose", proof: {} }
      : { at: "give" };
  const [step, setStep] = useState<Step>(first);
  const [mismatch, setMismatch] = useState(false);
  const offer = useOffer();
  return (
    <Sheet
      open
      onClose={() => request.settle(step.at === "passkey")}
      title={t(`pin.${step.at}.title`)}
    >
      {step.at === "give" && (
        <Give
          onGiven={() => request.settle(true)}
          onForgotten={(challenge) => setStep({ at: "code", challenge })}
          onMinor={() => setStep({ at: "guardian" })}
          onNone={() => setStep({ at: "choose", proof: {} })}
        />
      )}
      {step.at === "code" && (
        <Digits
          key="code"
          lead={t("pin.code.lead", { phone: me?.phone })}
          shortest={6}
          onDone={(code) => setStep({ at: "choose", proof: { challenge: step.challenge, code } })}
        />
      )}
      {step.at === "choose" && (
        <Digits
          key="choose"
          lead={t("pin.choose.lead")}
          error={mismatch ? t("pin.mismatch") : undefined}
          hidden
          onDone={(pin) => {
            setMismatch(false);
            setStep({ at: "repeat", proof: step.proof, pin });
          }}
        />
      )}
      {step.at === "repeat" && (
        <Repeat
          pin={step.pin}
          proof={step.proof}
          onSet={() => {
            // A first PIN needs no proof; whoever changes one is not asked about something else.
            const isFirst = Object.keys(step.proof).length === 0;
            if (offer && isFirst) setStep({ at: "passkey" });
            else request.settle(true);
          }}
          onMismatch={() => {
            setMismatch(true);
            setStep({ at: "choose", proof: step.proof });
          }}
          onAgain={() => setStep({ at: "choose", proof: step.proof })}
          onCodeAgain={(challenge) => setStep({ at: "code", challenge })}
        />
      )}
      {step.at === "guardian" && (
        <AskGuardian onCode={(challenge) => setStep({ at: "code", challenge })} />
      )}
      {step.at === "passkey" && <OfferPasskey onDone={() => request.settle(true)} />}
    </Sheet>
  );
}

function Give({
  onGiven,
  onForgotten,
  onMinor,
  onNone,
}: {
  onGiven: () => void;
  onForgotten: (challenge: string) => void;
  onMinor: () => void;
  onNone: () => void;
}) {
  const { t } = useTranslation();
  const refusal = useRefusal();
  const give = useMutation({
    mutationFn: stepUp,
    onSuccess: onGiven,
    onError: (error) => refusedWith(error, "pin_not_set") && onNone(),
  });
  const forgotten = useMutation({ mutationFn: sendOwnCode, onSuccess: onForgotten });
  const failed = give.error ?? forgotten.error;
  const me = useMe();
  return (
    <>
      <UsePasskey onGiven={onGiven} />
      <Digits
        lead={t("pin.give.lead")}
        error={failed ? refusal(failed) : undefined}
        hidden
        isPending={give.isPending}
        onDone={(pin) => give.mutate(pin)}
        onTyping={() => give.reset()}
      />
      <Button
        look="quiet"
        isPending={forgotten.isPending}
        isDisabled={me === undefined}
        onPress={() => {
          if (me?.is_minor) onMinor();
          else if (me) forgotten.mutate(me.phone);
        }}
      >
        {t("pin.forgotten")}
      </Button>
    </>
  );
}

function Repeat({
  pin,
  proof,
  onSet,
  onMismatch,
  onAgain,
  onCodeAgain,
}: {
  pin: string;
  proof: PinProof;
  onSet: () => void;
  onMismatch: () => void;
  onAgain: () => void;
  onCodeAgain: (challenge: string) => void;
}) {
  const { t } = useTranslation();
  const refusal = useRefusal();
  const client = useQueryClient();
  const set = useMutation({
    // Setting a PIN ends what was confirmed before; giving it at once saves typing it a third time.
    mutationFn: async () => {
      await setPin(pin, proof);
      await stepUp(pin);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      onSet();
    },
    onError: (error) => {
      if ("challenge" in proof && refusedWith(error, "code_wrong")) onCodeAgain(proof.challenge);
    },
  });
  return (
    <>
      <Digits
        lead={t("pin.repeat.lead")}
        error={set.error ? refusal(set.error) : undefined}
        hidden
        isPending={set.isPending}
        onDone={(again) => (again === pin ? set.mutate() : onMismatch())}
      />
      <Button look="quiet" onPress={onAgain}>
        {t("pin.another")}
      </Button>
    </>
  );
}

/** Digits typed on the pad, shown as dots where they are a secret. */
export function Digits({
  lead,
  error,
  shortest = SHORTEST,
  hidden = false,
  isPending = false,
  onDone,
  onTyping,
}: {
  lead: string;
  error?: string | undefined;
  shortest?: number;
  hidden?: boolean;
  isPending?: boolean;
  onDone: (digits: string) => void;
  onTyping?: () => void;
}) {
  const { t } = useTranslation();
  const [digits, setDigits] = useState("");
  const done = () => {
    if (digits.length < shortest) return;
    setDigits("");
    onDone(digits);
  };
  const places = Math.max(shortest, digits.length);
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        done();
      }}
    >
      <p className="text-muted">{lead}</p>
      <div className="grid justify-items-center gap-2">
        <div className="flex min-h-8 items-center gap-3" aria-hidden>
          {Array.from({ length: places }, (_, place) =>
            hidden || digits[place] === undefined ? (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: a place is its index
                key={place}
                className={`size-4 rounded-full transition ${place < digits.length ? "scale-110 bg-accent" : "bg-line"}`}
              />
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: a place is its index
              <span key={place} className="text-2xl font-semibold tabular-nums">
                {digits[place]}
              </span>
            ),
          )}
        </div>
        <p role="status" className="sr-only">
          {t("pin.typed", { count: digits.length })}
        </p>
        <p role="alert" className="min-h-5 text-center text-sm font-medium text-bad">
          {error}
        </p>
      </div>
      <Pad
        isDisabled={isPending}
        onKey={(key) => {
          onTyping?.();
          setDigits((was) => (key === "back" ? was.slice(0, -1) : (was + key).slice(0, LONGEST)));
        }}
      />
      <Button type="submit" wide isPending={isPending} isDisabled={digits.length < shortest}>
        {t("pin.done")}
      </Button>
    </form>
  );
}
