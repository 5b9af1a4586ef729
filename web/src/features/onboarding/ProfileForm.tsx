import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { refusedWith } from "~/api/problem";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import type { Profile } from "./api";

const HANDLE = /^[A-Za-z][A-Za-z0-9_.]{2,29}$/;

/** Name, handle and birth date: what an account begins with. The birth date is given once. */
export function ProfileForm({
  send,
  isPending,
  failed,
  text,
}: {
  send: (profile: Profile) => void;
  isPending: boolean;
  failed: unknown;
  text: string;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [typed, setTyped] = useState<string>();
  const [born, setBorn] = useState("");
  const [tried, setTried] = useState(false);
  const handle = typed ?? suggested(name);
  const wrong = {
    name: name.trim() === "" ? t("profile.nameNeeded") : undefined,
    handle: HANDLE.test(handle) ? undefined : t("refused.handle_invalid"),
    born: born === "" ? t("profile.bornNeeded") : undefined,
  };
  const taken = refusedWith(failed, "handle_taken");
  return (
    <form
      className="grid gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.values(wrong).some((said) => said !== undefined)) return;
        send({ name: name.trim(), handle, birth_date: born });
      }}
    >
      <Field
        label={t("profile.name")}
        name="name"
        autoComplete="name"
        autoFocus
        maxLength={80}
        value={name}
        onChange={setName}
        error={tried ? wrong.name : undefined}
      />
      <Field
        label={t("profile.handle")}
        name="handle"
        autoComplete="off"
        maxLength={30}
        value={handle}
        onChange={(next) => setTyped(next.replace(/^@/, ""))}
        hint={t("profile.handleHint")}
        error={taken ? t("refused.handle_taken") : tried ? wrong.handle : undefined}
      />
      <Field
        label={t("profile.born")}
        name="bday"
        type="date"
        autoComplete="bday"
        value={born}
        onChange={setBorn}
        hint={t("profile.bornHint")}
        error={tried ? wrong.born : undefined}
      />
      {!taken && <Failure of={failed} />}
      <Button type="submit" wide isPending={isPending}>
        {text}
      </Button>
    </form>
  );
}

/** A handle that somebody might like: of their name, where its letters can be in one. */
function suggested(name: string): string {
  const letters = name
    .normalize("NFD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ".")
    .replaceAll(/^[^a-z]+|\.+$/g, "");
  return letters.slice(0, 30);
}
