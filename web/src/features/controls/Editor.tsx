import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Button } from "~/design/Button";
import { Notice } from "~/design/Surface";
import { firstName } from "~/i18n/format";
import { Amounts } from "./Amounts";
import type { Shop } from "./api";
import { Channels } from "./Channels";
import { type Draft, draftOf, same } from "./draft";
import { ClosedHours } from "./Hours";
import { Kinds } from "./Kinds";
import { Preview } from "./Preview";
import { Save } from "./Save";
import { Shops } from "./Shops";

/** Changes a part of the rules as they are being edited. */
export type Edit = (part: Partial<Draft>) => void;

/** The rules, edited. Nothing is in force until it is saved, under the version that was read. */
export function Editor({
  controls,
  shops,
}: {
  controls: Schemas["Controls"];
  shops: readonly Shop[];
}) {
  const { t } = useTranslation();
  const [read, setRead] = useState(controls);
  const [draft, setDraft] = useState(() => draftOf(controls.controls));
  const [saving, setSaving] = useState(false);
  const edit: Edit = (part) => setDraft((was) => ({ ...was, ...part }));
  const before = draftOf(read.controls);
  const changed = !same(before, draft);

  const newer = controls.version > read.version;
  if (newer && same(before, draftOf(controls.controls))) {
    // Another version of the same rules, as when a raise began or ended: nothing to ask about.
    setRead(controls);
  } else if (newer && !changed) {
    take();
  }
  function take(): void {
    setRead(controls);
    setDraft(draftOf(controls.controls));
  }

  return (
    <div className="grid gap-5 pb-24">
      {newer && changed && (
        <Notice
          tone="gold"
          action={
            <Button look="quiet" onPress={take}>
              {t("controls.takeTheirs")}
            </Button>
          }
        >
          {t("controls.newer", { name: firstName(controls.author?.name ?? "Tuppence") })}
        </Notice>
      )}
      <Amounts draft={draft} edit={edit} />
      <Kinds draft={draft} edit={edit} />
      <Shops draft={draft} edit={edit} shops={shops} />
      <ClosedHours draft={draft} edit={edit} />
      <Channels draft={draft} edit={edit} />
      <div className="fixed inset-x-0 bottom-[calc(3.5rem+env(safe-area-inset-bottom))] z-20 border-t border-line bg-surface/95 px-4 py-3 backdrop-blur md:sticky md:inset-x-auto md:bottom-4 md:rounded-card md:border md:shadow-lift">
        <div className="mx-auto flex max-w-xl items-center gap-3">
          <Preview person={controls.person.id} draft={draft} changed={changed} />
          <Button isDisabled={!changed} onPress={() => setSaving(true)}>
            {t("controls.save")}
          </Button>
        </div>
      </div>
      {saving && (
        <Save
          controls={controls}
          before={before}
          draft={draft}
          version={read.version}
          shops={shops}
          onClose={() => setSaving(false)}
          onTake={() => {
            take();
            setSaving(false);
          }}
          onSaved={(saved) => {
            setRead(saved);
            setDraft(draftOf(saved.controls));
            setSaving(false);
          }}
        />
      )}
    </div>
  );
}
