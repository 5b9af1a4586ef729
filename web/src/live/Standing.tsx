import { useQueryClient } from "@tanstack/react-query";
import { CloudOff, RefreshCw } from "lucide-react";
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { time, when } from "~/i18n/format";
import { isReachable, onReach } from "./reach";
import { useConnection } from "./useLive";

/** Milliseconds that hints may be missing before anybody is told. */
const PATIENCE = 8_000;
const HALF_A_DAY = 12 * 3600_000;

/**
 * Says, above the screen, that what it shows may be old, and as of when it is. Usually nothing. Without
 * `hints` none are expected: an account that rests is told of nothing, and so is not told late.
 */
export function Standing({ hints }: { hints: boolean }) {
  const { t } = useTranslation();
  const reachable = useSyncExternalStore(onReach, isReachable);
  const connection = useConnection();
  const [late, setLate] = useState(false);
  const waits = hints && (connection === "polling" || connection === "connecting");
  useEffect(() => {
    setLate(false);
    if (!waits) return;
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [waits]);
  return (
    <div role="status" aria-live="polite" data-connection={reachable ? connection : "offline"}>
      {reachable ? (
        waits && late && <Line picture={<RefreshCw size={16} />}>{t("live.delayed")}</Line>
      ) : (
        <Line picture={<CloudOff size={16} />}>
          <AsOf />
        </Line>
      )}
    </div>
  );
}

function Line({ picture, children }: { picture: ReactNode; children: ReactNode }) {
  return (
    <p className="mt-3 flex animate-fade items-center gap-2 rounded-control bg-gold-soft px-4 py-2.5 text-sm font-medium text-gold shadow-card">
      <span aria-hidden className="shrink-0">
        {picture}
      </span>
      <span>{children}</span>
    </p>
  );
}

/** The oldest of what is on the screen. */
function AsOf() {
  const { t, i18n } = useTranslation();
  const cache = useQueryClient().getQueryCache();
  const oldest = useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () =>
      Math.min(
        ...cache
          .findAll({ type: "active" })
          .flatMap(({ state }) => (state.dataUpdatedAt > 0 ? [state.dataUpdatedAt] : [])),
      ),
  );
  if (!Number.isFinite(oldest)) return t("live.offline");
  const at = new Date(oldest).toISOString();
  const near = Date.now() - oldest < HALF_A_DAY;
  return t("live.asOf", { time: near ? time(at, i18n.language) : when(at, i18n.language) });
}
