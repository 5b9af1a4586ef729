import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Scale, UserPlus, Vote } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { familyQuery, proposalsQuery } from "~/api/reads";
import { Avatar } from "~/design/Avatar";
import { Page } from "~/design/Page";
import { Card, Heading } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { Tile } from "~/design/Tile";
import { day } from "~/i18n/format";
import { useMe } from "~/session/me";
import { Found } from "./Found";
import { Invitations } from "./Invitations";
import { Leave } from "./Leave";
import { Person } from "./Person";

/** Who belongs together, and what may be changed about that. */
export function Family() {
  const { t } = useTranslation();
  const me = useMe();
  const { data: family } = useSuspenseQuery(familyQuery);
  if (family === null) return <Found />;
  const own = family.members.find((member) => member.person.id === me?.id);
  const guards = own?.role === "guardian";
  return (
    <Page title={family.name} back={{ to: "/" }}>
      {guards && <Ways />}
      <Members family={family} guards={guards} />
      {guards && <Invitations />}
      {!guards && (
        <Link
          to="/family/rights"
          className="inline-flex min-h-11 items-center px-1 font-semibold text-accent-strong underline"
        >
          {t("family.rights")}
        </Link>
      )}
      {own && own.role !== "teen" && <Leave family={family} />}
    </Page>
  );
}

function Ways() {
  const { t } = useTranslation();
  const me = useMe();
  const { data } = useQuery(proposalsQuery);
  const waiting = data?.filter(
    (one) => one.state === "open" && !one.votes.some((vote) => vote.guardian.id === me?.id),
  ).length;
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(5.5rem,1fr))] gap-2">
      <Tile icon={<UserPlus />} to={{ to: "/family/invite" }}>
        {t("family.invite")}
      </Tile>
      <Tile icon={<Scale />} to={{ to: "/family/rights" }}>
        {t("family.rights")}
      </Tile>
      <Tile icon={<Vote />} to={{ to: "/family/decisions" }}>
        <span className="flex flex-wrap items-center justify-center gap-1">
          {t("family.decisions")}
          {waiting ? <Tag tone="bad">{waiting}</Tag> : null}
        </span>
      </Tile>
    </div>
  );
}

function Members({ family, guards }: { family: Schemas["Family"]; guards: boolean }) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const [chosen, setChosen] = useState<Schemas["Member"]>();
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("family.members")}>
      <Heading>{t("family.members")}</Heading>
      <Card className="!p-2">
        <ul className="divide-y divide-line">
          {family.members.map((member) => {
            const mine = member.person.id === me?.id;
            const inside = (
              <>
                <Avatar name={member.person.name} />
                <span className="min-w-0 flex-1 text-left">
                  <span className="block truncate font-medium">
                    {member.person.name}
                    {mine && <span className="text-muted"> · {t("family.you")}</span>}
                  </span>
                  <span className="block truncate text-sm text-muted">
                    @{member.person.handle} ·{" "}
                    {t("family.since", { day: day(member.joined_at, i18n.language) })}
                  </span>
                </span>
                <Tag tone={member.role === "guardian" ? "accent" : "plain"}>
                  {t(`role.${member.role}`)}
                </Tag>
              </>
            );
            const look = "flex min-h-16 w-full items-center gap-3 rounded-control px-2 py-2";
            return (
              <li key={member.person.id}>
                {guards && !mine ? (
                  <button
                    type="button"
                    className={`${look} transition hover:bg-sunken`}
                    onClick={() => setChosen(member)}
                  >
                    {inside}
                  </button>
                ) : (
                  <div className={look}>{inside}</div>
                )}
              </li>
            );
          })}
        </ul>
      </Card>
      {chosen && <Person member={chosen} onClose={() => setChosen(undefined)} />}
    </section>
  );
}
