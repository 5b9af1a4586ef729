import { useSuspenseQuery } from "@tanstack/react-query";
import { Laptop, Smartphone } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { Page } from "~/design/Page";
import { Card, Skeleton } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { when } from "~/i18n/format";
import { signOut } from "~/session/session";
import { EndSheet } from "~/shared/EndSheet";
import { type Device, devicesQuery, revoke } from "./api";
import { HeldRow } from "./HeldRow";

/** Where one is signed in, and the end of it for a device that is lost. */
export function Devices() {
  const { t } = useTranslation();
  return (
    <Page title={t("me.devices.title")} back={{ to: "/me" }}>
      <p className="px-1 text-muted">{t("me.devices.lead")}</p>
      <Suspense fallback={<Skeleton className="h-40" />}>
        <List />
      </Suspense>
    </Page>
  );
}

function List() {
  const { data } = useSuspenseQuery(devicesQuery);
  const [asked, setAsked] = useState<Device>();
  return (
    <Card className="!p-2">
      <ul>
        {data.map((device) => (
          <li key={device.id}>
            <One device={device} onRevoke={() => setAsked(device)} />
          </li>
        ))}
      </ul>
      {asked !== undefined && <RevokeSheet device={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  );
}

function One({ device, onRevoke }: { device: Device; onRevoke: () => void }) {
  const { t, i18n } = useTranslation();
  return (
    <HeldRow
      icon={/Windows|Mac|Linux/.test(device.name) ? Laptop : Smartphone}
      name={device.name}
      detail={t("me.devices.used", { when: when(device.last_used_at, i18n.language) })}
      trail={
        device.current ? (
          <Tag tone="accent">{t("me.devices.this")}</Tag>
        ) : (
          <Button
            look="quiet"
            aria-label={t("me.devices.revokeOne", { name: device.name })}
            onPress={onRevoke}
          >
            {t("me.devices.revoke")}
          </Button>
        )
      }
    />
  );
}

function RevokeSheet({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <EndSheet
      title={t("me.devices.revokeTitle", { name: device.name })}
      hint={t("me.devices.revokeHint")}
      action={t("me.devices.revoke")}
      keep={t("me.devices.keep")}
      end={() => revoke(device.id)}
      onEnded={device.current ? () => void signOut() : onClose}
      onClose={onClose}
    />
  );
}
