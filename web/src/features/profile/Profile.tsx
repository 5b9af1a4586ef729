import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Page } from "~/design/Page";
import { Notice, Skeleton } from "~/design/Surface";
import { fullDay } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import { changeMe } from "./api";

const HANDLE = /^[a-z][a-z0-9_.]{2,29}$/;

/** What one is called, and by which handle one is found. */
export function Profile() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Page title={t("me.profile.title")} back={{ to: "/me" }}>
      {me === undefined ? <Skeleton className="h-64" /> : <Form key={me.id} me={me} />}
    </Page>
  );
}

function Form({ me }: { me: Schemas["Me"] }) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState(me.name ?? "");
  const [handle, setHandle] = useState(me.handle ?? "");
  const changing = useChange(changeMe);
  const wanted = handle.trim().toLowerCase().replace(/^@/, "");
  const body = {
    ...(name.trim() !== "" && name.trim() !== me.name && { name: name.trim() }),
    ...(wanted !== me.handle && { handle: wanted }),
  };
  const unreadable = !HANDLE.test(wanted);
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!unreadable) changing.mutate(body);
      }}
    >
      <Field
        label={t("me.profile.name")}
        name="name"
        autoComplete="name"
        maxLength={80}
        value={name}
        onChange={setName}
      />
      <Field
        label={t("me.profile.handle")}
        name="handle"
        autoComplete="username"
        maxLength={31}
        value={handle}
        onChange={setHandle}
        hint={t("me.profile.handleHint")}
        error={unreadable ? t("me.profile.handleWrong") : undefined}
      />
      <dl className="grid gap-3 rounded-control bg-sunken p-4 text-sm">
        <Fixed name={t("me.profile.phone")} value={me.phone} />
        {me.birth_date !== null && (
          <Fixed name={t("me.profile.birth")} value={fullDay(me.birth_date, i18n.language)} />
        )}
      </dl>
      <Failure of={changing.error} />
      {changing.isSuccess && <Notice tone="good">{t("me.saved")}</Notice>}
      <Button
        type="submit"
        wide
        isPending={changing.isPending}
        isDisabled={unreadable || Object.keys(body).length === 0}
      >
        {t("me.save")}
      </Button>
    </form>
  );
}

function Fixed({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4">
      <dt className="text-muted">{name}</dt>
      <dd className="font-medium">{value}</dd>
    </div>
  );
}
