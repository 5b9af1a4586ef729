import { useNavigate } from "@tanstack/react-router";
import { UsersRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Page } from "~/design/Page";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import { found } from "./api";

/** The beginning of a family: whoever makes it is its first guardian. */
export function Found() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const surname = me?.name?.split(" ").slice(1).join(" ") ?? "";
  const [name, setName] = useState<string>();
  const shown = name ?? (surname === "" ? "" : t("found.suggested", { surname }));
  const make = useChange(found, () => void navigate({ to: "/family/invite" }));
  if (me?.is_minor === true) {
    return (
      <Page title={t("found.none")} back={{ to: "/" }}>
        <p className="text-muted">{t("found.noneTeen")}</p>
      </Page>
    );
  }
  return (
    <Page title={t("found.title")} back={{ to: "/" }}>
      <UsersRound size={48} aria-hidden className="text-accent" />
      <p className="text-muted">{t("found.lead")}</p>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(shown.trim());
        }}
      >
        <Field label={t("found.name")} value={shown} onChange={setName} maxLength={80} autoFocus />
        <Failure of={make.error} />
        <Button type="submit" wide isPending={make.isPending} isDisabled={shown.trim() === ""}>
          {t("found.make")}
        </Button>
      </form>
    </Page>
  );
}
