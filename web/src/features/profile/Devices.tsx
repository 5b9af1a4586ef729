import { useSuspenseQuery } from "@tanstack/react-query";
import { Laptop, Smartphone } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Page } from "~/design/Page";
import { Row } from "~/design/Row";
import { Sheet } from "~/design/Sheet";
import { Card, Skeleton } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { when } from "~/i18n/format";
import { signOut } from "~/session/session";
import { useChange } from "~/session/useChange";
import { type Device, devicesQuery, revoke } from "./api";

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
  const Icon = /Windows|Mac|Linux/.test(device.name) ? Laptop : Smartphone;
  return (
    <Row
      lead={
        <span
          aria-hidden
          className="grid size-11 shrink-0 place-items-center rounded-full bg-sunken text-muted"
        >
          <Icon size={20} />
        </span>
      }
      title={device.name}
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
  const revoking = useChange(
    () => revoke(device.id),
    device.current ? () => void signOut() : onClose,
  );
  return (
    <Sheet open onClose={onClose} title={t("me.devices.revokeTitle", { name: device.name })}>
      <p className="text-muted">{t("me.devices.revokeHint")}</p>
      <Failure of={revoking.error} />
      <Button wide look="danger" isPending={revoking.isPending} onPress={() => revoking.mutate()}>
        {t("me.devices.revoke")}
      </Button>
      <Button wide look="quiet" onPress={onClose}>
        {t("me.devices.keep")}
      </Button>
    </Sheet>
  );
}
