import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useRefusal } from "~/api/useRefusal";
import { Button } from "~/design/Button";
import { Coin } from "~/design/Coin";
import { Skeleton } from "~/design/Surface";
import { unlock } from "./lock";
import { useMe } from "./me";
import { stepUp } from "./pin";
import { signOut } from "./session";
import { UsePasskey } from "./UsePasskey";

const Digits = lazy(() => import("./PinSheet").then((file) => ({ default: file.Digits })));

/** In the place of everything, until whoever is here shows that they may see it. */
export function LockScreen() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-sm animate-fade content-center gap-6 p-6 text-center">
      <header className="grid justify-items-center gap-3 text-center">
        <Coin className="size-16" />
        <h1 className="text-2xl font-bold">
          {me?.name ? t("lock.hello", { name: me.name.split(" ")[0] }) : t("lock.title")}
        </h1>
      </header>
      {me === undefined && <Skeleton className="h-80" />}
      {me?.pin_set === true && <WithPin />}
      {me?.pin_set === false && (
        <Button wide onPress={unlock}>
          {t("lock.open")}
        </Button>
      )}
      <Button look="quiet" onPress={() => void signOut().then(unlock)}>
        {t("lock.out")}
      </Button>
    </main>
  );
}

function WithPin() {
  const { t } = useTranslation();
  const refusal = useRefusal();
  const give = useMutation({ mutationFn: stepUp, onSuccess: unlock });
  return (
    <Suspense fallback={<Skeleton className="h-80" />}>
      <UsePasskey onGiven={unlock} />
      <Digits
        lead={t("lock.lead")}
        error={give.error ? refusal(give.error) : undefined}
        hidden
        isPending={give.isPending}
        onDone={(pin) => give.mutate(pin)}
        onTyping={() => give.reset()}
      />
    </Suspense>
  );
}
