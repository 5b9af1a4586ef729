import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas, under } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Sheet } from "~/design/Sheet";
import { TextBox } from "~/design/TextBox";
import { useChange } from "~/session/useChange";

type About = Schemas["AboutBodyRequest"];

const LONGEST = 280;
const BEGINNINGS = ["appeal.once", "appeal.school", "appeal.explain"] as const;

/** A word against a rule or a refused payment, to whoever made the rule. */
export function AppealSheet({
  about,
  onClose,
}: {
  /** Undefined: closed. */
  about: About | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [message, setMessage] = useState("");
  const appeal = useChange((asked: Schemas["AppealBodyRequest"], key) =>
    answered(api.POST("/v1/appeals", { body: asked, ...under(key) })),
  );
  const close = () => {
    appeal.reset();
    setMessage("");
    onClose();
  };
  return (
    <Sheet open={about !== undefined} onClose={close} title={t("appeal.title")}>
      {appeal.isSuccess ? (
        <>
          <p role="status">{t("appeal.sent")}</p>
          <Button wide onPress={close}>
            {t("appeal.fine")}
          </Button>
        </>
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (about !== undefined) appeal.mutate({ about, message: message.trim() });
          }}
        >
          <p className="text-muted">{t("appeal.lead")}</p>
          <div className="flex flex-wrap gap-2">
            {BEGINNINGS.map((key) => (
              <button
                key={key}
                type="button"
                onClick={() => setMessage(t(key))}
                className="min-h-11 rounded-full border border-line px-4 text-sm font-medium transition hover:bg-sunken"
              >
                {t(key)}
              </button>
            ))}
          </div>
          <TextBox
            label={t("appeal.message")}
            value={message}
            onChange={setMessage}
            maxLength={LONGEST}
            rows={3}
          />
          <Failure of={appeal.error} />
          <Button type="submit" wide isPending={appeal.isPending} isDisabled={!message.trim()}>
            {t("appeal.send")}
          </Button>
        </form>
      )}
    </Sheet>
  );
}
