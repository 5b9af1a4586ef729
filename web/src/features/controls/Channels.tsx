import { useTranslation } from "react-i18next";
import { Card, Heading } from "~/design/Surface";
import { Toggle } from "~/design/Toggle";
import { CHANNELS, type Draft } from "./draft";
import type { Edit } from "./Editor";

/** The ways in which a card may pay: each is off until somebody turns it on. */
export function Channels({ draft, edit }: { draft: Draft; edit: Edit }) {
  const { t } = useTranslation();
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("controls.channels")}>
      <Heading>{t("controls.channels")}</Heading>
      <Card className="grid">
        {CHANNELS.map((channel) => (
          <Toggle
            key={channel}
            on={draft.channels.includes(channel)}
            onChange={(on) =>
              edit({
                channels: on
                  ? [...draft.channels, channel]
                  : draft.channels.filter((one) => one !== channel),
              })
            }
          >
            {t(`channel.${channel}`)}
          </Toggle>
        ))}
      </Card>
    </section>
  );
}
