import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { refusedWith } from "~/api/problem";
import { Button } from "~/design/Button";
import { Coin } from "~/design/Coin";
import { Notice } from "~/design/Surface";
import { signOut } from "~/session/session";
import { useChange } from "~/session/useChange";
import { completeProfile } from "./api";
import { ProfileForm } from "./ProfileForm";

/** Who has signed in for the first time: an adult who begins, or somebody who was invited. */
export function Start() {
  const { t } = useTranslation();
  const [begins, setBegins] = useState(false);
  const complete = useChange(completeProfile);
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-8 p-6">
      <header className="grid justify-items-start gap-4">
        <Coin className="size-16" />
        <h1 className="text-3xl leading-tight font-bold">
          {t(begins ? "start.profileTitle" : "start.title")}
        </h1>
        <p className="text-lg text-muted">{t(begins ? "start.profileLead" : "start.lead")}</p>
      </header>
      {begins ? (
        <div className="grid gap-4">
          {refusedWith(complete.error, "guardian_needed") && (
            <Notice
              tone="gold"
              action={
                <Link to="/join" className="font-semibold underline">
                  {t("start.haveCode")}
                </Link>
              }
            >
              {t("start.tooYoung")}
            </Notice>
          )}
          <ProfileForm
            send={complete.mutate}
            isPending={complete.isPending}
            failed={refusedWith(complete.error, "guardian_needed") ? null : complete.error}
            text={t("start.go")}
          />
        </div>
      ) : (
        <div className="grid gap-3">
          <Button wide onPress={() => setBegins(true)}>
            {t("start.adult")}
          </Button>
          <Link
            to="/join"
            className="inline-flex min-h-12 w-full items-center justify-center rounded-control bg-accent-soft px-5 font-semibold text-accent-strong"
          >
            {t("start.invited")}
          </Link>
        </div>
      )}
      <Button look="quiet" onPress={() => void signOut()}>
        {t("start.signOut")}
      </Button>
    </main>
  );
}
