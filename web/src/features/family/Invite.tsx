import { Check, Copy, Share2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { OneOf } from "~/design/Choices";
import { Field } from "~/design/Field";
import { Page } from "~/design/Page";
import { Card, Notice } from "~/design/Surface";
import { when } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { invite } from "./api";

type Role = Schemas["InviteBodyRequest"]["role"];
const ROLES: readonly Role[] = ["teen", "guardian", "young_adult"];

/** Somebody is invited: we send them nothing, the guardian hands the link or the code over. */
export function Invite() {
  const { t } = useTranslation();
  const [role, setRole] = useState<Role>("teen");
  const [phone, setPhone] = useState("");
  const make = useChange(invite);
  if (make.data !== undefined) {
    return <Made made={make.data} onAgain={() => make.reset()} />;
  }
  return (
    <Page title={t("invite.title")} back={{ to: "/family" }}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          const only = phone.replaceAll(/[\s-]/g, "");
          make.mutate(only === "" ? { role } : { role, phone: only });
        }}
      >
        <OneOf
          label={t("invite.who")}
          value={role}
          onChange={setRole}
          options={ROLES.map((value) => ({ value, text: t(`role.${value}`) }))}
        />
        <p className="text-muted">{t(`invite.lead.${role}`)}</p>
        <Field
          label={t("invite.phone")}
          type="tel"
          value={phone}
          onChange={setPhone}
          hint={t("invite.phoneHint")}
        />
        <Failure of={make.error} />
        <Button type="submit" wide isPending={make.isPending}>
          {t("invite.make")}
        </Button>
      </form>
    </Page>
  );
}

function Made({ made, onAgain }: { made: Schemas["MadeInvitation"]; onAgain: () => void }) {
  const { t, i18n } = useTranslation();
  // What is behind the # is sent to no server, so the code is in nobody's log.
  const link = `${location.origin}/join#${made.code}`;
  const [copied, setCopied] = useState(false);
  const share = { title: "Tuppence", text: t("invite.message"), url: link };
  return (
    <Page title={t("invite.madeTitle")} back={{ to: "/family" }}>
      {made.invitation.state === "proposed" && <Notice tone="gold">{t("invite.proposed")}</Notice>}
      <Card className="grid gap-4 text-center">
        <p className="text-sm text-muted">{t("invite.code")}</p>
        <p className="text-2xl font-bold tracking-wide break-all tabular-nums" translate="no">
          {made.code}
        </p>
        <p className="rounded-control bg-sunken px-3 py-2 text-sm break-all text-muted">{link}</p>
        <p className="text-sm text-muted">
          {t("invite.once", { when: when(made.invitation.expires_at, i18n.language) })}
        </p>
      </Card>
      <div className="grid gap-3">
        {"share" in navigator && (
          <Button wide onPress={() => void navigator.share(share).catch(() => undefined)}>
            <Share2 size={20} aria-hidden />
            {t("invite.share")}
          </Button>
        )}
        <Button
          look="secondary"
          wide
          onPress={async () => {
            await navigator.clipboard.writeText(link);
            setCopied(true);
          }}
        >
          {copied ? <Check size={20} aria-hidden /> : <Copy size={20} aria-hidden />}
          {t(copied ? "invite.copied" : "invite.copy")}
        </Button>
        <Button look="quiet" onPress={onAgain}>
          {t("invite.another")}
        </Button>
      </div>
    </Page>
  );
}
