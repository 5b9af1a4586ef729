import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { refusedWith } from "~/api/problem";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Sheet } from "~/design/Sheet";
import { Notice } from "~/design/Surface";
import { firstName } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { decide, type Shop } from "./api";
import { Difference } from "./Difference";
import { type Draft, documentOf, draftOf } from "./draft";

/** What is about to change, in words, and saving it; or what another guardian changed meanwhile. */
export function Save({
  controls,
  before,
  draft,
  version,
  shops,
  onClose,
  onTake,
  onSaved,
}: {
  /** As they are in force now. */
  controls: Schemas["Controls"];
  before: Draft;
  draft: Draft;
  version: number;
  shops: readonly Shop[];
  onClose: () => void;
  onTake: () => void;
  onSaved: (saved: Schemas["Controls"]) => void;
}) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const save = useChange(decide, onSaved);
  const late = refusedWith(save.error, "controls_changed") || controls.version > version;
  const send = (under: number) =>
    save.mutate({
      person: controls.person.id,
      version: under,
      controls: documentOf(draft),
      note: note.trim(),
    });
  return (
    <Sheet open onClose={onClose} title={t("controls.saveTitle")}>
      {/* What is saved over is what is in force: another guardian's change is seen to go. */}
      <Difference before={late ? draftOf(controls.controls) : before} after={draft} shops={shops} />
      <Field
        label={t("controls.note")}
        value={note}
        onChange={setNote}
        maxLength={140}
        hint={t("controls.noteHint", { name: firstName(controls.person.name) })}
      />
      {late ? (
        <>
          <Notice tone="gold">
            {t("controls.newer", { name: firstName(controls.author?.name ?? "Tuppence") })}
          </Notice>
          <Button look="secondary" wide onPress={onTake}>
            {t("controls.takeTheirs")}
          </Button>
          <Button wide isPending={save.isPending} onPress={() => send(controls.version)}>
            {t("controls.saveMine")}
          </Button>
        </>
      ) : (
        <>
          <Failure of={save.error} />
          <Button wide isPending={save.isPending} onPress={() => send(version)}>
            {t("controls.saveNow")}
          </Button>
        </>
      )}
    </Sheet>
  );
}
