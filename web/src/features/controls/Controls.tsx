import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { History, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { controlsQuery, homeQuery } from "~/api/reads";
import { Page } from "~/design/Page";
import { Card, Empty } from "~/design/Surface";
import { firstName } from "~/i18n/format";
import { useMe } from "~/session/me";
import { shopsQuery } from "./api";
import { draftOf } from "./draft";
import { Editor } from "./Editor";
import { RaisedNow } from "./Raise";
import { useLines } from "./useLines";

const route = getRouteApi("/inside/children/$id/controls");

/** What a child may pay for: to change for a guardian who may, to read for everyone else it concerns. */
export function Controls() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const me = useMe();
  const { data: controls } = useSuspenseQuery(controlsQuery(id));
  const { data: home } = useSuspenseQuery(homeQuery);
  const child = home.children.find((one) => one.id === id);
  const wallets = me?.id === id ? home.own : child?.wallets;
  const wallet = wallets?.find((one) => one.kind === "personal")?.id;
  const shops = useQuery({
    ...shopsQuery(wallet ?? ""),
    enabled: wallet !== undefined,
  }).data;
  const own = me?.id === id;
  return (
    <Page
      title={t(own ? "controls.own" : "controls.title", {
        name: firstName(controls.person.name),
      })}
      back={own ? { to: "/" } : { to: "/children/$id", params: { id } }}
      action={
        <Link
          to="/children/$id/controls/history"
          params={{ id }}
          aria-label={t("controls.history")}
          className="grid size-11 place-items-center rounded-full text-muted transition hover:bg-sunken"
        >
          <History aria-hidden />
        </Link>
      }
    >
      <RaisedNow controls={controls} may={child?.rights.includes("set_controls") === true} />
      {child?.rights.includes("set_controls") ? (
        <Editor controls={controls} shops={shops ?? []} />
      ) : (
        <Read controls={controls} shops={shops ?? []} />
      )}
    </Page>
  );
}

function Read({ controls, shops }: Parameters<typeof Editor>[0]) {
  const { t } = useTranslation();
  const lines = useLines(shops)(draftOf(controls.controls));
  if (lines.length === 0) {
    return <Empty picture={<ShieldCheck size={36} />} title={t("controls.open")} />;
  }
  return (
    <Card>
      <ul className="grid list-disc gap-2 pl-5 marker:text-accent">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Card>
  );
}
