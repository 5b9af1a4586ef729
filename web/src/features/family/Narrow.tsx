import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Sheet } from "~/design/Sheet";
import { Notice } from "~/design/Surface";
import { Toggle } from "~/design/Toggle";
import { firstName } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { NEEDS, propose, RIGHTS, type Right } from "./api";

/** What is left to a guardian about one child. Two guardians have to agree to it. */
export function Narrow({
  held,
  name,
  onClose,
}: {
  held: Schemas["Held"];
  name: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [left, setLeft] = useState<readonly Right[]>(held.rights);
  const send = useChange(propose, ({ state }) => {
    onClose();
    if (state === "open") void navigate({ to: "/family/decisions" });
  });
  return (
    <Sheet
      open
      onClose={onClose}
      title={t("rights.narrowTitle", { name, child: firstName(held.child.name) })}
    >
      <p className="text-muted">{t("rights.narrowLead")}</p>
      <div className="grid">
        {RIGHTS.map((right) => (
          <Toggle
            key={right}
            on={left.includes(right)}
            onChange={(on) => setLeft(on ? withRight(left, right) : without(left, right))}
          >
            {t(`right.${right}`)}
          </Toggle>
        ))}
      </div>
      <Notice>{t("rights.two")}</Notice>
      <Failure of={send.error} />
      <Button
        wide
        isPending={send.isPending}
        onPress={() =>
          send.mutate({
            action: "narrow_guardian",
            person: held.guardian.id,
            child: held.child.id,
            rights: left.length === RIGHTS.length ? null : [...left],
          })
        }
      >
        {t("rights.propose")}
      </Button>
    </Sheet>
  );
}

/** With a right, and what it is of no use without. */
function withRight(rights: readonly Right[], right: Right): Right[] {
  const needed = NEEDS[right];
  const rest = needed === undefined ? rights : withRight(rights, needed);
  return [...new Set([...rest, right])];
}

/** Without a right, and without those that are of no use without it. */
function without(rights: readonly Right[], right: Right): Right[] {
  const dependants = RIGHTS.filter((one) => NEEDS[one] === right);
  return dependants.reduce<Right[]>(
    (rest, dependant) => without(rest, dependant),
    rights.filter((one) => one !== right),
  );
}
