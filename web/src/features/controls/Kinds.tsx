import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { Sheet } from "~/design/Sheet";
import { Card, Heading } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { Toggle } from "~/design/Toggle";
import { money } from "~/i18n/format";
import { type Draft, isOpen, KINDS, type Kind, NO_CAPS, WINDOWS } from "./draft";
import type { Edit } from "./Editor";

const FEW = 6;

/** Kinds of shop: each open, closed, or open up to so much over a time. */
export function Kinds({ draft, edit }: { draft: Draft; edit: Edit }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const [chosen, setChosen] = useState<Kind>();
  const bound = (kind: Kind) => draft.off.includes(kind) || !isOpen(draft.caps[kind]);
  const shown = all ? KINDS : KINDS.filter((kind, at) => at < FEW || bound(kind));
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("controls.kinds")}>
      <Heading>{t("controls.kinds")}</Heading>
      <Card className="!p-2">
        <ul className="divide-y divide-line">
          {shown.map((kind) => (
            <li key={kind}>
              <button
                type="button"
                onClick={() => setChosen(kind)}
                className="flex min-h-13 w-full items-center gap-3 rounded-control px-3 py-2 text-left transition hover:bg-sunken"
              >
                <span className="min-w-0 flex-1 font-medium">{t(`kind.${kind}`)}</span>
                <State kind={kind} draft={draft} />
                <ChevronRight size={18} aria-hidden className="text-muted" />
              </button>
            </li>
          ))}
        </ul>
        {!all && shown.length < KINDS.length && (
          <Button look="quiet" wide onPress={() => setAll(true)}>
            {t("controls.moreKinds", { count: KINDS.length - shown.length })}
            <ChevronDown size={18} aria-hidden />
          </Button>
        )}
      </Card>
      {chosen && (
        <OneKind kind={chosen} draft={draft} edit={edit} onClose={() => setChosen(undefined)} />
      )}
    </section>
  );
}

function State({ kind, draft }: { kind: Kind; draft: Draft }) {
  const { t, i18n } = useTranslation();
  if (draft.off.includes(kind)) return <Tag tone="bad">{t("controls.closed")}</Tag>;
  const caps = draft.caps[kind];
  const window = WINDOWS.find((one) => typeof caps?.[one] === "number");
  if (caps === undefined || window === undefined) return <Tag>{t("controls.openKind")}</Tag>;
  return (
    <Tag tone="gold">
      {t("controls.line.cap", {
        cap: money(caps[window] ?? 0, "INR", i18n.language),
        window: t(`window.${window}`),
      })}
    </Tag>
  );
}

function OneKind({
  kind,
  draft,
  edit,
  onClose,
}: {
  kind: Kind;
  draft: Draft;
  edit: Edit;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const closed = draft.off.includes(kind);
  const caps = draft.caps[kind] ?? NO_CAPS;
  return (
    <Sheet open onClose={onClose} title={t(`kind.${kind}`)}>
      <Toggle
        on={!closed}
        onChange={(open) =>
          edit({ off: open ? draft.off.filter((one) => one !== kind) : [...draft.off, kind] })
        }
        hint={t("controls.kindHint")}
      >
        {t("controls.mayPay")}
      </Toggle>
      {!closed &&
        WINDOWS.map((window) => (
          <AmountField
            key={window}
            label={t(`controls.${window}`)}
            value={caps[window]}
            placeholder={t("controls.noLimit")}
            onChange={(cap) =>
              edit({ caps: { ...draft.caps, [kind]: { ...caps, [window]: cap } } })
            }
          />
        ))}
      <Button wide onPress={onClose}>
        {t("controls.done")}
      </Button>
    </Sheet>
  );
}
