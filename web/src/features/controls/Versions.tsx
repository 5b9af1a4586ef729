import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { History } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { homeQuery } from "~/api/reads";
import { Avatar } from "~/design/Avatar";
import { Page } from "~/design/Page";
import { Card, Empty } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { when } from "~/i18n/format";
import { shopsQuery, versionsQuery } from "./api";
import { Difference } from "./Difference";
import { draftOf, NOTHING } from "./draft";

const route = getRouteApi("/inside/children/$id/controls/history");

/** Every version of a child's rules: who decided what, when, and why. */
export function Versions() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data: versions } = useSuspenseQuery(versionsQuery(id));
  const home = useQuery(homeQuery).data;
  const wallets = home?.children.find((one) => one.id === id)?.wallets;
  const wallet = wallets?.find((one) => one.kind === "personal")?.id;
  const shops = useQuery({ ...shopsQuery(wallet ?? ""), enabled: wallet !== undefined }).data;
  return (
    <Page title={t("controls.history")} back={{ to: "/children/$id/controls", params: { id } }}>
      {versions.length === 0 ? (
        <Empty picture={<History size={36} />} title={t("controls.noHistory")} />
      ) : (
        <ol className="grid gap-3">
          {versions.map((version, index) => (
            <li key={version.version}>
              <Version version={version} before={versions[index + 1]} shops={shops ?? []} />
            </li>
          ))}
        </ol>
      )}
    </Page>
  );
}

function Version({
  version,
  before,
  shops,
}: {
  version: Schemas["Controls"];
  before: Schemas["Controls"] | undefined;
  shops: Parameters<typeof Difference>[0]["shops"];
}) {
  const { t, i18n } = useTranslation();
  const author = version.author?.name ?? "Tuppence";
  const began = version.controls.raised !== null && !before?.controls.raised;
  const ended = version.controls.raised === null && !!before?.controls.raised;
  return (
    <Card className="grid gap-3 !p-4">
      <div className="flex items-center gap-3">
        <Avatar name={author} size="size-9" />
        <div className="min-w-0 flex-1">
          <p className="truncate font-semibold">{author}</p>
          {version.at !== null && (
            <p className="text-sm text-muted">{when(version.at, i18n.language)}</p>
          )}
        </div>
        <Tag>{t("controls.version", { version: version.version })}</Tag>
      </div>
      {(began || ended) && (
        <p className="text-sm font-medium text-gold">{t(began ? "raise.began" : "raise.ended")}</p>
      )}
      <Difference
        before={before === undefined ? NOTHING : draftOf(before.controls)}
        after={draftOf(version.controls)}
        shops={shops}
      />
      {version.note !== "" && <p className="text-sm text-muted">“{version.note}”</p>}
    </Card>
  );
}
