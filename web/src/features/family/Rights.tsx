import { useSuspenseQuery } from "@tanstack/react-query";
import { Check, Minus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { familyQuery } from "~/api/reads";
import { Button } from "~/design/Button";
import { Page } from "~/design/Page";
import { Card, Empty, Heading } from "~/design/Surface";
import { firstName } from "~/i18n/format";
import { useMe } from "~/session/me";
import { RIGHTS, rightsQuery } from "./api";
import { Narrow } from "./Narrow";

/** Who may do what about whom, child by child; and where parents live apart, drawing it narrower. */
export function Rights() {
  const { t } = useTranslation();
  const { data: held } = useSuspenseQuery(rightsQuery);
  const { data: family } = useSuspenseQuery(familyQuery);
  const me = useMe();
  const [narrowing, setNarrowing] = useState<Schemas["Held"]>();
  const children = [...new Map(held.map((one) => [one.child.id, one.child])).values()];
  const guardians = new Set(held.map((one) => one.guardian.id)).size;
  const guards = family?.members.some(
    (member) => member.person.id === me?.id && member.role === "guardian",
  );
  return (
    <Page title={t("rights.title")} back={{ to: "/family" }}>
      <p className="text-muted">{t("rights.lead")}</p>
      {children.length === 0 && <Empty picture={<Check size={36} />} title={t("rights.none")} />}
      {children.map((child) => (
        <section key={child.id} className="grid gap-2" aria-label={child.name}>
          <Heading>{t("rights.about", { name: child.name })}</Heading>
          <Card className="overflow-x-auto !p-2">
            <Table
              held={held.filter((one) => one.child.id === child.id)}
              onChange={guards && guardians > 1 ? setNarrowing : undefined}
            />
          </Card>
        </section>
      ))}
      {narrowing && (
        <Narrow
          held={narrowing}
          name={firstName(narrowing.guardian.name)}
          onClose={() => setNarrowing(undefined)}
        />
      )}
    </Page>
  );
}

/** A line for each right, a column for each guardian. */
function Table({
  held,
  onChange,
}: {
  held: readonly Schemas["Held"][];
  onChange: ((one: Schemas["Held"]) => void) | undefined;
}) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <table className="w-full text-sm">
      <thead>
        <tr>
          <td />
          {held.map((one) => (
            <th key={one.guardian.id} scope="col" className="px-2 py-2 font-semibold">
              {one.guardian.id === me?.id ? t("rights.you") : firstName(one.guardian.name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {RIGHTS.map((right) => (
          <tr key={right} className="border-t border-line">
            <th scope="row" className="px-2 py-2.5 text-left font-normal">
              {t(`right.${right}`)}
            </th>
            {held.map((one) => (
              <td key={one.guardian.id} className="px-2 py-2.5">
                {one.rights.includes(right) ? (
                  <Check size={20} className="mx-auto text-good" aria-label={t("rights.may")} />
                ) : (
                  <Minus size={20} className="mx-auto text-muted" aria-label={t("rights.mayNot")} />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      {onChange && (
        <tfoot>
          <tr className="border-t border-line">
            <td />
            {held.map((one) => (
              <td key={one.guardian.id} className="pt-1 text-center">
                <Button
                  look="quiet"
                  aria-label={`${t("rights.change")}: ${t("rights.narrowTitle", {
                    name: one.guardian.name,
                    child: one.child.name,
                  })}`}
                  onPress={() => onChange(one)}
                >
                  {t("rights.change")}
                </Button>
              </td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}
