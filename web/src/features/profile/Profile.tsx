import { zodResolver } from "@hookform/resolvers/zod";
import { Controller, useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
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

// A schema is read as it is: the policy that the page runs under lets nothing be made code of a string.
z.config({ jitless: true });

/** What may be typed: a handle with or without its sign, in any case. */
const wishes = z.object({
  name: z.string().trim().min(1).max(80),
  handle: z
    .string()
    .trim()
    .toLowerCase()
    .transform((typed) => typed.replace(/^@/, ""))
    .pipe(z.string().regex(/^[a-z][a-z0-9_.]{2,29}$/)),
});

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
  const changing = useChange(changeMe);
  const { control, handleSubmit, formState } = useForm({
    resolver: zodResolver(wishes),
    mode: "onTouched",
    // As they are at the platform, also after they were saved: what differs from these is dirty.
    values: { name: me.name ?? "", handle: me.handle ?? "" },
  });
  const save = handleSubmit(({ name, handle }) => {
    const body = { ...(name !== me.name && { name }), ...(handle !== me.handle && { handle }) };
    if (Object.keys(body).length > 0) changing.mutate(body);
  });
  // What was answered was about what stood there before.
  const anew = (change: (typed: string) => void) => (typed: string) => {
    changing.reset();
    change(typed);
  };
  return (
    <form className="grid gap-5" onSubmit={(event) => void save(event)}>
      <Controller
        control={control}
        name="name"
        render={({ field, fieldState }) => (
          <Field
            {...field}
            onChange={anew(field.onChange)}
            label={t("me.profile.name")}
            autoComplete="name"
            maxLength={80}
            error={fieldState.invalid ? t("me.profile.nameWrong") : undefined}
          />
        )}
      />
      <Controller
        control={control}
        name="handle"
        render={({ field, fieldState }) => (
          <Field
            {...field}
            onChange={anew(field.onChange)}
            label={t("me.profile.handle")}
            autoComplete="username"
            maxLength={31}
            hint={t("me.profile.handleHint")}
            error={fieldState.invalid ? t("me.profile.handleWrong") : undefined}
          />
        )}
      />
      <dl className="grid gap-3 rounded-control bg-sunken p-4 text-sm">
        <Fixed name={t("me.profile.phone")} value={me.phone} />
        {me.birth_date !== null && (
          <Fixed name={t("me.profile.birth")} value={fullDay(me.birth_date, i18n.language)} />
        )}
      </dl>
      <Failure of={changing.error} />
      {changing.isSuccess && <Notice tone="good">{t("me.saved")}</Notice>}
      <Button type="submit" wide isPending={changing.isPending} isDisabled={!formState.isDirty}>
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
