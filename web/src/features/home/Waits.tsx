import { useQuery } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Avatar } from "~/design/Avatar";
import { Money } from "~/design/Money";
import { Row } from "~/design/Row";
import { Heading } from "~/design/Surface";
import { useNow } from "~/design/useNow";
import { left } from "~/i18n/format";
import { useMe } from "~/session/me";
import { openAsksQuery } from "./api";

const SECOND = 1000;

/** What waits: one's own payments for a guardian's yes, and what others ask for. */
export function Waits({ approvals }: { approvals: readonly Schemas["Approval"][] }) {
  const { t } = useTranslation();
  const me = useMe();
  const { data: asks = [] } = useQuery(openAsksQuery);
  const asked = asks.filter((ask) => ask.asked.id === me?.id);
  if (approvals.length + asked.length === 0) return null;
  return (
    <section className="grid gap-1" aria-label={t("home.waits")}>
      <Heading>{t("home.waits")}</Heading>
      {approvals.map((approval) => (
        <Waiting key={approval.id} approval={approval} />
      ))}
      {asked.map((ask) => (
        <Row
          key={ask.id}
          to={{ to: "/asks/$ask", params: { ask: ask.id } }}
          lead={<Avatar name={ask.asker.name} />}
          title={t("home.asks", { name: ask.asker.name })}
          detail={ask.note ?? undefined}
          trail={<Money minor={ask.amount} unit={ask.unit} className="font-semibold" />}
        />
      ))}
    </section>
  );
}

function Waiting({ approval }: { approval: Schemas["Approval"] }) {
  const { t } = useTranslation();
  const ms = Date.parse(approval.expires_at) - useNow(SECOND);
  return (
    <Row
      to={{ to: "/pay/waiting/$id", params: { id: approval.id } }}
      lead={
        <span className="grid size-11 place-items-center rounded-full bg-gold-soft text-gold">
          <Hourglass aria-hidden />
        </span>
      }
      title={approval.payee}
      detail={t("home.waitsYes", { left: left(ms) })}
      trail={<Money minor={approval.amount} unit={approval.unit} className="font-semibold" />}
    />
  );
}
