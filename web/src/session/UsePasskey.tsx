import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useRefusal } from "~/api/useRefusal";
import { Button } from "~/design/Button";
import { stepUpByPasskey, usePasskeys } from "./passkeys";

/** A passkey in place of the PIN, for whoever has one that this page may use. */
export function UsePasskey({ onGiven }: { onGiven: () => void }) {
  const { t } = useTranslation();
  const refusal = useRefusal();
  const { here, items } = usePasskeys();
  const use = useMutation({ mutationFn: stepUpByPasskey, onSuccess: onGiven });
  if (!here || items.length === 0) return null;
  return (
    <div className="grid gap-2">
      <Button look="secondary" wide isPending={use.isPending} onPress={() => use.mutate()}>
        <Fingerprint size={20} aria-hidden />
        {t("passkey.use")}
      </Button>
      <p role="alert" className="text-center text-sm font-medium text-bad empty:hidden">
        {use.error ? refusal(use.error) : undefined}
      </p>
    </div>
  );
}
