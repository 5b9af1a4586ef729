import { useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { newVersion, onNewVersion, takeOver } from "./register";

/** That a newer version is ready, with the way to it. It never takes over by itself in mid-payment. */
export function UpdateNotice() {
  const { t } = useTranslation();
  const there = useSyncExternalStore(onNewVersion, newVersion);
  const [later, setLater] = useState(false);
  if (!there || later) return null;
  return (
    <div
      role="status"
      className="mt-3 flex animate-rise flex-wrap items-center justify-between gap-x-3 gap-y-1 rounded-card bg-surface p-4 shadow-lift"
    >
      <p className="font-medium">{t("update.ready")}</p>
      <div className="ml-auto flex gap-2">
        <Button look="quiet" onPress={() => setLater(true)}>
          {t("update.later")}
        </Button>
        <Button onPress={takeOver}>{t("update.now")}</Button>
      </div>
    </div>
  );
}
