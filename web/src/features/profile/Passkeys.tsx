import { useQuery } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Page } from "~/design/Page";
import { Card, Notice, Skeleton } from "~/design/Surface";
import { when } from "~/i18n/format";
import {
  addPasskey,
  type Passkey,
  passkeysQuery,
  removePasskey,
  usePasskeys,
} from "~/session/passkeys";
import { useChange } from "~/session/useChange";
import { EndSheet } from "~/shared/EndSheet";
import { HeldRow } from "./HeldRow";

/** What confirms in place of the PIN: a finger or a face, added here and removed. */
export function Passkeys() {
  const { t } = useTranslation();
  const { isPending, error } = useQuery(passkeysQuery);
  return (
    <Page title={t("me.passkeys.title")} back={{ to: "/me" }}>
      <p className="px-1 text-muted">{t("me.passkeys.lead")}</p>
      <Failure of={error} />
      {isPending ? <Skeleton className="h-40" /> : <List />}
    </Page>
  );
}

function List() {
  const { t } = useTranslation();
  const { here, elsewhere, items } = usePasskeys();
  const [asked, setAsked] = useState<Passkey>();
  const adding = useChange(addPasskey);
  return (
    <>
      {items.length > 0 && (
        <Card className="!p-2">
          <ul>
            {items.map((passkey) => (
              <li key={passkey.id}>
                <One passkey={passkey} onRemove={() => setAsked(passkey)} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Failure of={adding.error} />
      {here ? (
        <Button wide isPending={adding.isPending} onPress={() => adding.mutate()}>
          {t("me.passkeys.add")}
        </Button>
      ) : (
        <Notice>
          {elsewhere[0] === undefined || elsewhere.includes(location.origin)
            ? t("me.passkeys.off")
            : t("me.passkeys.elsewhere", { address: elsewhere[0] })}
        </Notice>
      )}
      {asked !== undefined && <RemoveSheet passkey={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function One({ passkey, onRemove }: { passkey: Passkey; onRemove: () => void }) {
  const { t, i18n } = useTranslation();
  const { last_used_at: used, created_at: made } = passkey;
  return (
    <HeldRow
      icon={Fingerprint}
      name={passkey.name}
      detail={
        used === null
          ? t("me.passkeys.made", { when: when(made, i18n.language) })
          : t("me.passkeys.used", { when: when(used, i18n.language) })
      }
      trail={
        <Button
          look="quiet"
          aria-label={t("me.passkeys.removeOne", { name: passkey.name })}
          onPress={onRemove}
        >
          {t("me.passkeys.remove")}
        </Button>
      }
    />
  );
}

function RemoveSheet({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <EndSheet
      title={t("me.passkeys.removeTitle", { name: passkey.name })}
      hint={t("me.passkeys.removeHint")}
      action={t("me.passkeys.remove")}
      keep={t("me.passkeys.keep")}
      end={() => removePasskey(passkey.id)}
      onClose={onClose}
    />
  );
}
