import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { useRule } from "~/api/useRule";
import { Money } from "~/design/Money";
import { Row } from "~/design/Row";
import { Sheet } from "~/design/Sheet";
import { money, when } from "~/i18n/format";
import { replayQuery } from "./api";
import { type Document, type Draft, documentOf } from "./draft";

const PAUSE_MS = 500;

/** What of last month's payments these rules would have refused, as they are edited. */
export function Preview({
  person,
  draft,
  changed,
}: {
  person: string;
  draft: Draft;
  changed: boolean;
}) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const asked = useSettled(documentOf(draft));
  const { data: replay, isFetching } = useQuery(replayQuery(person, asked));
  if (replay === undefined) {
    return <p className="min-w-0 flex-1 text-sm text-muted">{t("controls.preview.asking")}</p>;
  }
  const { count, amount } = replay.refused;
  const said =
    replay.paid.count === 0
      ? t("controls.preview.nothing")
      : count === 0
        ? t("controls.preview.none", { paid: replay.paid.count })
        : t("controls.preview.some", {
            count,
            paid: replay.paid.count,
            amount: money(amount, replay.unit, i18n.language),
          });
  return (
    <>
      <div
        className={`line-clamp-3 min-w-0 flex-1 text-sm leading-snug transition-opacity ${isFetching ? "opacity-60" : ""}`}
        aria-live="polite"
      >
        {count === 0 ? (
          <p className="text-muted">{said}</p>
        ) : (
          <Pressable
            onPress={() => setOpen(true)}
            className={`min-h-11 text-left font-medium underline decoration-dotted underline-offset-4 ${changed ? "text-ink" : "text-muted"}`}
          >
            {said}
          </Pressable>
        )}
      </div>
      {open && <Refused replay={replay} onClose={() => setOpen(false)} />}
    </>
  );
}

function Refused({ replay, onClose }: { replay: Schemas["Replay"]; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const rule = useRule();
  return (
    <Sheet open onClose={onClose} title={t("controls.preview.title")}>
      <p className="text-muted">{t("controls.preview.lead")}</p>
      <ul className="divide-y divide-line">
        {replay.refusals.map(({ payment, reason }) => (
          <li key={payment.id}>
            <Row
              title={payment.payee.name}
              detail={when(payment.created_at, i18n.language)}
              trail={<Money minor={payment.amount} unit={payment.unit} />}
            />
            <p className="-mt-1 px-2 pb-2 text-sm text-bad">{rule(reason)}</p>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

/** The rules as they are once nothing has been changed for a moment. */
function useSettled(document: Document): Document {
  const now = JSON.stringify(document);
  const [settled, setSettled] = useState(now);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(now), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [now]);
  return JSON.parse(settled) as Document;
}
