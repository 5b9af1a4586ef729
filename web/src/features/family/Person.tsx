import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Sheet } from "~/design/Sheet";
import { Notice } from "~/design/Surface";
import { firstName } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { propose } from "./api";

/** What a guardian may do about another member. */
export function Person({ member, onClose }: { member: Schemas["Member"]; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [sure, setSure] = useState(false);
  const { id, name } = member.person;
  const guardian = member.role === "guardian";
  const remove = useChange(propose, ({ state }) => {
    onClose();
    if (state === "open") void navigate({ to: "/family/decisions" });
  });
  return (
    <Sheet open onClose={onClose} title={name}>
      {member.role === "teen" && (
        <Link
          to="/children/$id"
          params={{ id }}
          className="inline-flex min-h-12 items-center justify-center rounded-control bg-accent-soft font-semibold text-accent-strong"
        >
          {t("family.open", { name: firstName(name) })}
        </Link>
      )}
      {guardian && (
        <Link
          to="/family/rights"
          className="inline-flex min-h-12 items-center justify-center rounded-control bg-accent-soft font-semibold text-accent-strong"
        >
          {t("family.narrow")}
        </Link>
      )}
      {sure && (
        <Notice tone="gold">
          {t(guardian ? "family.removeGuardianLead" : "family.removeLead", {
            name: firstName(name),
          })}
        </Notice>
      )}
      <Failure of={remove.error} />
      <Button
        look="danger"
        wide
        isPending={remove.isPending}
        onPress={() =>
          sure
            ? remove.mutate({ action: guardian ? "remove_guardian" : "remove_member", person: id })
            : setSure(true)
        }
      >
        {t(sure ? "family.removeSure" : "family.remove")}
      </Button>
    </Sheet>
  );
}
