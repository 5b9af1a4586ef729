import { useQuery } from "@tanstack/react-query";
import { HeartHandshake } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { firstName } from "~/i18n/format";
import { meQuery } from "~/session/me";
import { signOut } from "~/session/session";

const SECONDS = 1000;

/** A teen's account rests until a guardian consents; the screen goes on by itself when one has. */
export function WaitingForConsent() {
  const { t } = useTranslation();
  const { data: me, refetch, isFetching } = useQuery({ ...meQuery, refetchInterval: 8 * SECONDS });
  useEffect(() => {
    document.documentElement.dataset["role"] = "teen";
  }, []);
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-8 p-6">
      <span className="grid size-24 place-items-center rounded-full bg-accent-soft text-accent">
        <HeartHandshake size={48} aria-hidden />
      </span>
      <div className="grid gap-3" role="status">
        <h1 className="text-3xl leading-tight font-bold">
          {t("resting.title", { name: firstName(me?.name ?? "") })}
        </h1>
        <p className="text-lg text-muted">{t("resting.lead")}</p>
      </div>
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
