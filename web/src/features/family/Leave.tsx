import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Sheet } from "~/design/Sheet";
import { Notice } from "~/design/Surface";
import { useChange } from "~/session/useChange";
import { leave } from "./api";

/** Going: asked once more first, as it cannot be undone without an invitation. */
export function Leave({ family }: { family: Schemas["Family"] }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const go = useChange(leave, () => setAsked(false));
  return (
    <>
      <Button look="quiet" onPress={() => setAsked(true)}>
        {t("family.leave")}
      </Button>
      <Sheet
        open={asked}
        onClose={() => setAsked(false)}
        title={t("family.leaveTitle", { name: family.name })}
      >
        <Notice tone="gold">{t("family.leaveLead")}</Notice>
        <Failure of={go.error} />
        <Button look="danger" wide isPending={go.isPending} onPress={() => go.mutate(family.id)}>
          {t("family.leave")}
        </Button>
      </Sheet>
    </>
  );
}
