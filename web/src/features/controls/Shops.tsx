import { useTranslation } from "react-i18next";
import { OneOf } from "~/design/Choices";
import { Card, Heading } from "~/design/Surface";
import { Toggle } from "~/design/Toggle";
import type { Shop } from "./api";
import type { Draft } from "./draft";
import type { Edit } from "./Editor";

/** Single shops: all but some, or only some. They are picked from those that the child has been to. */
export function Shops({
  draft,
  edit,
  shops,
}: {
  draft: Draft;
  edit: Edit;
  shops: readonly Shop[];
}) {
  const { t } = useTranslation();
  const named = [...(draft.only ?? []), ...draft.never].filter(
    (id) => !shops.some((shop) => shop.id === id),
  );
  const all = [...shops, ...named.map((id) => ({ id, name: t("controls.someShop") }))];
  if (all.length === 0) return null;
  const only = draft.only !== null;
  const list = draft.only ?? draft.never;
  const put = (id: string, listedNow: boolean) => {
    const next = listedNow ? [...list, id] : list.filter((one) => one !== id);
    edit(only ? { only: next } : { never: next });
  };
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("controls.shops")}>
      <Heading>{t("controls.shops")}</Heading>
      <Card className="grid gap-3">
        <OneOf
          label={t("controls.shopsHow")}
          hideLabel
          value={only ? "only" : "all"}
          onChange={(how) => edit({ only: how === "only" ? [] : null })}
          options={[
            { value: "all", text: t("controls.shopsAll") },
            { value: "only", text: t("controls.shopsOnly") },
          ]}
        />
        <p className="text-sm text-muted">
          {t(only ? "controls.shopsOnlyHint" : "controls.shopsAllHint")}
        </p>
        <div className="grid">
          {all.map((shop) => {
            const closed = draft.never.includes(shop.id);
            return (
              <Toggle
                key={shop.id}
                on={only ? list.includes(shop.id) && !closed : !closed}
                onChange={(on) => put(shop.id, only ? on : !on)}
              >
                {shop.name}
              </Toggle>
            );
          })}
        </div>
      </Card>
    </section>
  );
}
