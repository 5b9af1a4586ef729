import { Check, Copy, Share2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { LinkButton } from "~/design/LinkButton";
import { Card, Notice } from "~/design/Surface";
import { firstName, fullDay, money } from "~/i18n/format";
import type { Made } from "./api";
import { addressOf } from "./link";

/** A new link, to be sent on while it can be seen. */
export function Share({ made: { token, link } }: { made: Made }) {
  const { t, i18n } = useTranslation();
  const [copied, setCopied] = useState(false);
  const address = addressOf(token);
  const words = t("gifts.words", { name: firstName(link.person.name) });
  return (
    <>
      <Card className="grid gap-4">
        <p className="text-lg font-semibold">{t("gifts.readyLead")}</p>
        <p className="text-sm text-muted">
          {t("gifts.readyHint", {
            amount: money(link.most_amount, link.unit, i18n.language),
            count: link.most_gifts,
            day: fullDay(link.expires_at, i18n.language),
          })}
        </p>
        <code className="block rounded-control bg-sunken p-4 text-sm break-all select-all">
          {address}
        </code>
        {"share" in navigator && (
          <Button
            wide
            onPress={() => {
              // Who thinks better of it in the system's sheet has refused nothing of ours.
              navigator.share({ text: words, url: address }).catch(() => undefined);
            }}
          >
            <Share2 size={20} aria-hidden />
            {t("gifts.share")}
          </Button>
        )}
        <Button
          wide
          look="secondary"
          onPress={() => void navigator.clipboard.writeText(address).then(() => setCopied(true))}
        >
          {copied ? <Check size={20} aria-hidden /> : <Copy size={20} aria-hidden />}
          {t(copied ? "gifts.copied" : "gifts.copy")}
        </Button>
      </Card>
      <Notice tone="gold">{t("gifts.once")}</Notice>
      <LinkButton look="quiet" to={{ to: "/gifts/$link", params: { link: link.id } }}>
        {t("gifts.toLink")}
      </LinkButton>
    </>
  );
}
