import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useRefusal } from "~/api/useRefusal";
import { Button } from "~/design/Button";
import { Notice, Skeleton } from "~/design/Surface";
import { when } from "~/i18n/format";
import { useMe } from "./me";
import { askForReset, ownResetQuery, sendOwnCode } from "./pin";

const SECONDS = 1000;

/**
 * A minor who forgot the PIN: a guardian agrees first, then comes the code. It goes on by itself when
 * one has agreed; whoever puts it away finds it as far as it came.
 */
export function AskGuardian({ onCode }: { onCode: (challenge: string) => void }) {
  const { t, i18n } = useTranslation();
  const refusal = useRefusal();
  const me = useMe();
  const client = useQueryClient();
  const reset = useQuery({ ...ownResetQuery, refetchInterval: 8 * SECONDS });
  const ask = useMutation({
    mutationFn: askForReset,
    onSuccess: (asked) => client.setQueryData(ownResetQuery.queryKey, asked),
  });
  const code = useMutation({ mutationFn: sendOwnCode, onSuccess: onCode });
  const failed = reset.error ?? ask.error ?? code.error;
  return (
    <>
      <p className="text-muted">{t("pin.guardian.lead")}</p>
      <p role="alert" className="text-sm font-medium text-bad empty:hidden">
        {failed ? refusal(failed) : undefined}
      </p>
      {reset.isPending && <Skeleton className="h-12" />}
      {reset.data === null && (
        <Button wide isPending={ask.isPending} onPress={() => ask.mutate()}>
          {t("pin.guardian.ask")}
        </Button>
      )}
      {reset.data?.state === "open" && (
        <Notice tone="gold">
          {t("pin.guardian.waits", { when: when(reset.data.expires_at, i18n.language) })}
        </Notice>
      )}
      {reset.data?.state === "agreed" && (
        <>
          <Notice tone="good">{t("pin.guardian.agreed")}</Notice>
          <Button
            wide
            isPending={code.isPending}
            isDisabled={me === undefined}
            onPress={() => me && code.mutate(me.phone)}
          >
            {t("entry.sendCode")}
          </Button>
        </>
      )}
    </>
  );
}
