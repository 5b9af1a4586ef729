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
          {held
            .filter((one) => one.child.id === child.id)
            .map((one) => (
              <Card key={one.guardian.id} className="grid gap-3 !p-4">
                <div className="flex items-center justify-between gap-3">
                  <p className="font-semibold">
                    {one.guardian.id === me?.id ? t("rights.you") : one.guardian.name}
                  </p>
                  {guards && guardians > 1 && (
                    <Button look="quiet" onPress={() => setNarrowing(one)}>
                      {t("rights.change")}
                    </Button>
                  )}
                </div>
                <ul className="grid grid-cols-1 gap-x-4 gap-y-1.5 text-sm min-[400px]:grid-cols-2">
                  {RIGHTS.map((right) => {
                    const has = one.rights.includes(right);
                    return (
                      <li
                        key={right}
                        className={`flex items-start gap-2 ${has ? "" : "text-muted"}`}
                      >
                        {has ? (
                          <Check
                            size={18}
                            className="shrink-0 text-good"
                            aria-label={t("rights.may")}
                          />
                        ) : (
                          <Minus size={18} className="shrink-0" aria-label={t("rights.mayNot")} />
                        )}
                        {t(`right.${right}`)}
                      </li>
                    );
                  })}
                </ul>
              </Card>
            ))}
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
