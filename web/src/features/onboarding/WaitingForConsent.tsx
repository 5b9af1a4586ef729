import { useQuery } from "@tanstack/react-query";
import { CirclePause, HeartHandshake } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { consentQuery } from "~/api/reads";
import { Button } from "~/design/Button";
import { firstName } from "~/i18n/format";
import { meQuery } from "~/session/me";
import { signOut } from "~/session/session";

const SECONDS = 1000;

/**
 * A teen's account rests until a guardian consents, and again from when one has withdrawn. The screen
 * goes on by itself when it works.
 */
export function WaitingForConsent() {
  const { t } = useTranslation();
  const { data: me, refetch, isFetching } = useQuery({ ...meQuery, refetchInterval: 8 * SECONDS });
  const { data: consent } = useQuery({
    ...consentQuery(me?.id ?? ""),
    enabled: me !== undefined,
    refetchInterval: 8 * SECONDS,
  });
  const withdrew = consent?.stances.filter((one) => one.what === "withdrawn") ?? [];
  const guardians = withdrew.map((one) => firstName(one.guardian.name));
  useEffect(() => {
    document.documentElement.dataset["role"] = "teen";
  }, []);
  const again = withdrew.length > 0;
  const Icon = again ? CirclePause : HeartHandshake;
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-8 p-6">
      <span className="grid size-24 place-items-center rounded-full bg-accent-soft text-accent">
        <Icon size={48} aria-hidden />
      </span>
      <div className="grid gap-3" role="status">
        <h1 className="text-3xl leading-tight font-bold">
          {t(again ? "resting.again.title" : "resting.title", { name: firstName(me?.name ?? "") })}
        </h1>
        <p className="text-lg text-muted">
          {t(again ? "resting.again.lead" : "resting.lead", { guardians: guardians.join(", ") })}
        </p>
      </div>
      {!again && <Steps />}
      <div className="grid gap-3">
        <Button look="secondary" wide isPending={isFetching} onPress={() => void refetch()}>
          {t("resting.look")}
        </Button>
        <Button look="quiet" onPress={() => void signOut()}>
          {t("start.signOut")}
        </Button>
      </div>
    </main>
  );
}

function Steps() {
  const { t } = useTranslation();
  return (
    <ol className="grid gap-3">
      {(["joined", "consent", "go"] as const).map((step, index) => (
        <li key={step} className="flex items-center gap-3">
          <span
            aria-hidden
            className={`grid size-8 shrink-0 place-items-center rounded-full font-semibold ${index === 0 ? "bg-good-soft text-good" : index === 1 ? "bg-accent text-on-accent" : "bg-sunken text-muted"}`}
          >
            {index === 0 ? "✓" : index + 1}
          </span>
          <span className={index === 1 ? "font-semibold" : "text-muted"}>
            {t(`resting.${step}`)}
          </span>
        </li>
      ))}
    </ol>
  );
}
