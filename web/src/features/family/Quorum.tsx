import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { OneOf } from "~/design/Choices";
import { Sheet } from "~/design/Sheet";
import { Card, Heading } from "~/design/Surface";
import { useChange } from "~/session/useChange";
import { propose, quorumQuery } from "./api";

const NEEDS = ["any", "two", "all"] as const;

/** Whose yes each decision takes; a family can ask for more. */
export function Quorum() {
  const { t } = useTranslation();
  const { data } = useQuery(quorumQuery);
  const [changing, setChanging] = useState<Schemas["QuorumItem"]>();
  if (data === undefined) return null;
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("quorum.title")}>
      <Heading>{t("quorum.title")}</Heading>
      <Card className="!p-2">
        <ul className="divide-y divide-line">
          {data.map((item) => (
            <li key={item.action}>
              <button
                type="button"
                onClick={() => setChanging(item)}
                className="flex min-h-14 w-full flex-wrap items-center justify-between gap-x-3 rounded-control px-2 py-2 text-left transition hover:bg-sunken"
              >
                <span className="font-medium">{t(`decisions.of.${item.action}`)}</span>
                <span className="text-sm text-muted">{t(`quorum.${item.need}`)}</span>
              </button>
            </li>
          ))}
        </ul>
      </Card>
      {changing && <Change item={changing} onClose={() => setChanging(undefined)} />}
    </section>
  );
}

function Change({ item, onClose }: { item: Schemas["QuorumItem"]; onClose: () => void }) {
  const { t } = useTranslation();
  const [need, setNeed] = useState<Schemas["FamilyNeed"]>(item.need);
  const send = useChange(propose, onClose);
  return (
    <Sheet open onClose={onClose} title={t(`decisions.of.${item.action}`)}>
      <OneOf
        label={t("quorum.takes")}
        value={need}
        onChange={setNeed}
        options={NEEDS.map((value) => ({ value, text: t(`quorum.${value}`) }))}
      />
      <Failure of={send.error} />
      <Button
        wide
        isPending={send.isPending}
        isDisabled={need === item.need}
        onPress={() => send.mutate({ action: "set_quorum", of: item.action, need })}
      >
        {t("rights.propose")}
      </Button>
    </Sheet>
  );
}
