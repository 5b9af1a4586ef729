import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { PartyPopper } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Notice, Skeleton } from "~/design/Surface";
import { meQuery } from "~/session/me";
import { SignIn } from "~/session/SignIn";
import { StepUpHost } from "~/session/StepUp";
import { useChange } from "~/session/useChange";
import { useSession } from "~/session/useSession";
import { accept } from "./api";
import { ProfileForm } from "./ProfileForm";

const CODE = /^[0-9A-Za-z-]{12,24}$/;

/** Taking an invitation up: its code is in the address, behind the #, or is typed. */
export function Join() {
  const { t } = useTranslation();
  const session = useSession();
  const [code, setCode] = useState(() => decodeURIComponent(location.hash.slice(1)));
  useEffect(() => {
    // The code works once; it has no business in the history of the browser.
    if (location.hash !== "") history.replaceState(history.state, "", location.pathname);
  }, []);
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-8 p-6">
      <header className="grid justify-items-start gap-4">
        <span className="grid size-20 animate-pop place-items-center rounded-full bg-accent-soft text-accent">
          <PartyPopper size={40} aria-hidden />
        </span>
        <h1 className="text-3xl leading-tight font-bold">{t("join.title")}</h1>
        <p className="text-lg text-muted">
          {t(session.state === "in" ? "join.leadIn" : "join.lead")}
        </p>
      </header>
      {session.state === "in" ? <TakeUp code={code} onCode={setCode} /> : <SignIn />}
      <StepUpHost />
    </main>
  );
}

function TakeUp({ code, onCode }: { code: string; onCode: (code: string) => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const join = useChange(accept, () => void navigate({ to: "/" }));
  const tidy = code.trim();
  const fits = CODE.test(tidy);
  if (me === undefined) return <Skeleton className="h-40" />;
  return (
    <div className="grid gap-4">
      <Field
        label={t("join.code")}
        value={code}
        onChange={onCode}
        autoComplete="off"
        error={code !== "" && !fits ? t("refused.invitation_unknown") : undefined}
      />
      {me.profile_complete ? (
        <>
          <Notice>{t("join.as", { name: me.name })}</Notice>
          <Failure of={join.error} />
          <Button
            wide
            isPending={join.isPending}
            isDisabled={!fits}
            onPress={() => join.mutate({ code: tidy })}
          >
            {t("join.go")}
          </Button>
        </>
      ) : (
        <ProfileForm
          send={(profile) => fits && join.mutate({ code: tidy, profile })}
          isPending={join.isPending}
          failed={join.error}
          text={t("join.go")}
        />
      )}
    </div>
  );
}
