import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "~/api/client";
import { useRefusal } from "~/api/useRefusal";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { deviceName } from "./deviceName";
import { signIn } from "./session";

function sendCode(phone: string): Promise<Schemas["Challenge"]> {
  return answered(api.POST("/v1/auth/codes", { body: { phone } }));
}

/** Signing in, or up: a phone, then the code that was texted to it. */
export function SignIn() {
  const [phone, setPhone] = useState("+91 ");
  const [challenge, setChallenge] = useState<string>();
  return challenge === undefined ? (
    <AskPhone phone={phone} onPhone={setPhone} onSent={setChallenge} />
  ) : (
    <AskCode phone={phone} challenge={challenge} onBack={() => setChallenge(undefined)} />
  );
}

function AskPhone({
  phone,
  onPhone,
  onSent,
}: {
  phone: string;
  onPhone: (phone: string) => void;
  onSent: (challenge: string) => void;
}) {
  const { t } = useTranslation();
  const refusal = useRefusal();
  const ask = useMutation({
    mutationFn: () => sendCode(phone.replaceAll(/[\s-]/g, "")),
    onSuccess: ({ challenge }) => onSent(challenge),
  });
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <Field
        label={t("entry.phone")}
        name="phone"
        type="tel"
        autoComplete="tel"
        value={phone}
        onChange={onPhone}
        error={ask.error ? refusal(ask.error) : undefined}
      />
      <Button type="submit" wide isPending={ask.isPending}>
        {t("entry.sendCode")}
      </Button>
    </form>
  );
}

function AskCode({
  phone,
  challenge,
  onBack,
}: {
  phone: string;
  challenge: string;
  onBack: () => void;
}) {
  const { t } = useTranslation();
  const refusal = useRefusal();
  const [code, setCode] = useState("");
  const open = useMutation({
    mutationFn: () => signIn({ challenge, code, device: deviceName() }),
  });
  return (
    <form
      className="grid animate-rise gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        open.mutate();
      }}
    >
      <Field
        label={t("entry.code", { phone })}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        maxLength={6}
        value={code}
        onChange={setCode}
        error={open.error ? refusal(open.error) : undefined}
      />
      <Button type="submit" wide isPending={open.isPending} isDisabled={code.length !== 6}>
        {t("entry.signIn")}
      </Button>
      <Button look="quiet" onPress={onBack}>
        {t("entry.otherPhone")}
      </Button>
    </form>
  );
}
