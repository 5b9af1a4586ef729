import { useQuery } from "@tanstack/react-query";
import { Mail } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Row } from "~/design/Row";
import { Card, Heading } from "~/design/Surface";
import { when } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { invitationsQuery, revoke } from "./api";

/** Invitations that can still be taken up. */
export function Invitations() {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(invitationsQuery);
  const back = useChange(revoke);
  const open = data?.filter((one) => one.state === "open" || one.state === "proposed");
  if (open === undefined || open.length === 0) return null;
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("invite.open")}>
      <Heading>{t("invite.open")}</Heading>
      <Failure of={back.error} />
      <Card className="!p-2">
        <ul className="divide-y divide-line">
          {open.map((one) => (
            <li key={one.id}>
              <Row
                lead={<Mail aria-hidden className="mx-2 text-accent" />}
                title={`${t(`role.${one.role}`)}${one.phone === null ? "" : ` · ${one.phone}`}`}
                detail={t(one.state === "proposed" ? "invite.awaits" : "invite.until", {
                  when: when(one.expires_at, i18n.language),
                })}
                trail={
                  <Button
                    look="quiet"
                    isPending={back.isPending && back.variables === one.id}
                    onPress={() => back.mutate(one.id)}
                  >
                    {t("invite.revoke")}
                  </Button>
                }
              />
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}
