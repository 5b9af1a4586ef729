import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useRefusal } from "~/api/useRefusal";
import { Button } from "~/design/Button";
import { addPasskey, passkeysQuery } from "./passkeys";

/** After the first PIN was chosen: a finger or a face from now on, or not now. */
export function OfferPasskey({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const refusal = useRefusal();
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: addPasskey,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: passkeysQuery.queryKey });
      onDone();
    },
  });
  return (
    <>
      <p className="text-muted">{t("pin.passkey.lead")}</p>
      <p role="alert" className="text-sm font-medium text-bad empty:hidden">
        {add.error ? refusal(add.error) : undefined}
      </p>
      <Button wide isPending={add.isPending} onPress={() => add.mutate()}>
        <Fingerprint size={20} aria-hidden />
        {t("pin.passkey.go")}
      </Button>
      <Button wide look="quiet" onPress={onDone}>
        {t("pin.passkey.skip")}
      </Button>
    </>
  );
}
