import { Rocket } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Sheet } from "~/design/Sheet";
import { Card } from "~/design/Surface";
import { firstName, listed, money, when } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { endRaise, raise } from "./api";
import { WINDOWS } from "./draft";

const LIMITS = ["payment", ...WINDOWS] as const;

/** More for 24 hours: what is raised now and until when, or the way to raise something. */
export function RaisedNow({ controls, may }: { controls: Schemas["Controls"]; may: boolean }) {
  const { t, i18n } = useTranslation();
  const [raising, setRaising] = useState(false);
  const end = useChange(endRaise);
  const { raised, limits, categories } = controls.controls;
  const capped =
    LIMITS.some((limit) => typeof limits?.[limit] === "number") ||
    Object.keys(categories?.limits ?? {}).length > 0;
  if (raised === null) {
    if (!may || !capped) return null;
    return (
      <>
        <Button look="secondary" wide onPress={() => setRaising(true)}>
          <Rocket size={20} aria-hidden />
          {t("raise.open")}
        </Button>
        {raising && <Raise controls={controls} onClose={() => setRaising(false)} />}
      </>
    );
  }
  const amount = (minor: number) => money(minor, "INR", i18n.language);
  const said = [
    ...Object.entries(raised.limits).map(([limit, cap]) =>
      t(`raise.limit.${limit}`, { cap: amount(cap) }),
    ),
    ...Object.entries(raised.categories ?? {}).flatMap(([kind, caps]) =>
      Object.entries(caps).map(([window, cap]) =>
        t("controls.line.kind", {
          kind: t(`kind.${kind}`),
          caps: t("controls.line.cap", { cap: amount(cap), window: t(`window.${window}`) }),
        }),
      ),
    ),
  ];
  return (
    <Card className="grid gap-3 !bg-gold-soft text-gold">
      <p className="flex items-center gap-2 font-semibold">
        <Rocket size={20} aria-hidden />
        {t("raise.until", { when: when(raised.until, i18n.language) })}
      </p>
      <p>{listed(said, i18n.language)}</p>
      <Failure of={end.error} />
      {may && (
        <Button
          look="secondary"
          isPending={end.isPending}
          onPress={() => end.mutate(controls.person.id)}
        >
          {t("raise.end")}
        </Button>
      )}
    </Card>
  );
}

function Raise({ controls, onClose }: { controls: Schemas["Controls"]; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const limits = controls.controls.limits;
  const [wanted, setWanted] = useState<Partial<Record<(typeof LIMITS)[number], number | null>>>({});
  const [note, setNote] = useState("");
  const send = useChange(raise, onClose);
  const named = Object.entries(wanted).filter(([, cap]) => cap !== null);
  return (
    <Sheet open onClose={onClose} title={t("raise.title")}>
      <p className="text-muted">{t("raise.lead", { name: firstName(controls.person.name) })}</p>
      {LIMITS.map((limit) => {
        const cap = limits?.[limit];
        return typeof cap === "number" ? (
          <AmountField
            key={limit}
            label={t(`controls.${limit}`)}
            value={wanted[limit] ?? null}
            onChange={(next) => setWanted({ ...wanted, [limit]: next })}
            hint={t("raise.now", { cap: money(cap, "INR", i18n.language) })}
          />
        ) : null;
      })}
      <Field label={t("controls.note")} value={note} onChange={setNote} maxLength={140} />
      <Failure of={send.error} />
      <Button
        wide
        isPending={send.isPending}
        isDisabled={named.length === 0}
        onPress={() =>
          send.mutate({
            person: controls.person.id,
            body: {
              limits: Object.fromEntries(named),
              ...(note.trim() !== "" && { note: note.trim() }),
            },
          })
        }
      >
        {t("raise.do")}
      </Button>
    </Sheet>
  );
}
