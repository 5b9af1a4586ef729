import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { refusedWith } from "~/api/problem";
import { Button } from "~/design/Button";
import { OneOf } from "~/design/Choices";
import { Field } from "~/design/Field";
import { Card, Notice, Skeleton } from "~/design/Surface";
import { Toggle } from "~/design/Toggle";
import { useChange } from "~/session/useChange";
import { demoTokenQuery, giveConsent, textQuery } from "./api";
import { Markdown } from "./Markdown";

type Method = "document_token" | "small_charge" | "known_adult";
const METHODS: readonly Method[] = ["document_token", "small_charge", "known_adult"];

/** The text, whole, with its version; how the guardian shows to be of age; and saying yes. */
export function Give({
  person,
  name,
  guardian,
}: {
  person: string;
  name: string;
  guardian: string;
}) {
  const { t } = useTranslation();
  const { data: text } = useQuery(textQuery);
  const [method, setMethod] = useState<Method>("document_token");
  const [token, setToken] = useState("");
  const [read, setRead] = useState(false);
  const give = useChange(giveConsent);
  if (text === undefined) return <Skeleton className="h-80" />;
  const changed = refusedWith(give.error, "consent_text_changed");
  return (
    <>
      <Card className="grid gap-4">
        <div lang={text.language}>
          <Markdown source={text.body} />
        </div>
        <p className="border-t border-line pt-3 text-xs break-all text-muted">
          {t("consent.version", { version: text.version })} · SHA-256 {text.sha256}
        </p>
      </Card>
      <Card className="grid gap-4">
        <OneOf
          label={t("consent.how")}
          value={method}
          onChange={setMethod}
          options={METHODS.map((value) => ({ value, text: t(`consent.method.${value}`) }))}
        />
        <p className="text-sm text-muted">{t(`consent.methodHint.${method}`)}</p>
        {method === "document_token" && (
          <Token guardian={guardian} token={token} onToken={setToken} />
        )}
        <Toggle on={read} onChange={setRead}>
          {t("consent.iAgree", { name })}
        </Toggle>
        {changed ? (
          <Notice tone="gold">{t("consent.changed")}</Notice>
        ) : (
          <Failure of={give.error} />
        )}
        <Button
          wide
          isDisabled={!read || (method === "document_token" && token === "")}
          isPending={give.isPending}
          onPress={() =>
            give.mutate({
              person,
              text: { version: text.version, sha256: text.sha256 },
              verification:
                method === "document_token" ? { method, token: token.trim() } : { method },
            })
          }
        >
          {t("consent.give")}
        </Button>
      </Card>
    </>
  );
}

function Token({
  guardian,
  token,
  onToken,
}: {
  guardian: string;
  token: string;
  onToken: (token: string) => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const demo = useQuery(demoTokenQuery(guardian));
  return (
    <div className="grid gap-2">
      <Field label={t("consent.token")} value={token} onChange={onToken} autoComplete="off" />
      {demo.data && (
        <Button
          look="secondary"
          onPress={async () => onToken((await client.fetchQuery(demoTokenQuery(guardian))) ?? "")}
        >
          {t("consent.demoToken")}
        </Button>
      )}
    </div>
  );
}
