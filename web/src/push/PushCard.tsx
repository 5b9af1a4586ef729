import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bell, BellRing } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useRefusal } from "~/api/useRefusal";
import { Button } from "~/design/Button";
import { Card, Notice } from "~/design/Surface";
import { pushStanding, turnOff, turnOn } from "./push";

const pushQuery = queryOptions({ queryKey: ["push"], queryFn: pushStanding, staleTime: 60_000 });

/**
 * The offer to be told on this device while the app is closed. The browser is asked only after a tap
 * here. `quiet` shows nothing where there is nothing to offer: for a home screen.
 */
export function PushCard({ quiet = false }: { quiet?: boolean }) {
  const { t, i18n } = useTranslation();
  const refusal = useRefusal();
  const client = useQueryClient();
  const { data: standing } = useQuery(pushQuery);
  const change = useMutation({
    mutationFn: () => (standing === "on" ? turnOff() : turnOn(i18n.language)),
    onSuccess: (now) => client.setQueryData(pushQuery.queryKey, now),
  });
  if (standing === undefined || standing === "impossible") return null;
  if (quiet && standing !== "off") return null;
  const on = standing === "on";
  return (
    <Card className="grid gap-3">
      <div className="flex items-start gap-3">
        <span
          aria-hidden
          className="grid size-11 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-strong"
        >
          {on ? <BellRing size={22} /> : <Bell size={22} />}
        </span>
        <div className="min-w-0">
          <h2 className="font-semibold">{t(on ? "push.on" : "push.offer")}</h2>
          <p className="text-sm text-muted">
            {t(standing === "blocked" ? "push.blocked" : "push.hint")}
          </p>
        </div>
      </div>
      {change.error && (
        <Notice tone="bad">
          {change.error instanceof DOMException ? t("push.failed") : refusal(change.error)}
        </Notice>
      )}
      {standing !== "blocked" && (
        <Button
          wide
          look={on ? "secondary" : "primary"}
          isPending={change.isPending}
          onPress={() => change.mutate()}
        >
          {t(on ? "push.turnOff" : "push.turnOn")}
        </Button>
      )}
    </Card>
  );
}
