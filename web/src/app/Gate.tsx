import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Skeleton } from "~/design/Surface";
import { meQuery } from "~/session/me";
import { Shell } from "./Shell";

const Start = lazy(() =>
  import("~/features/onboarding/Start").then((file) => ({ default: file.Start })),
);
const WaitingForConsent = lazy(() =>
  import("~/features/onboarding/WaitingForConsent").then((file) => ({
    default: file.WaitingForConsent,
  })),
);

/** What an account lacks comes before everything else: its profile, then a guardian's consent. */
export function Gate() {
  const { data: me, isPending } = useQuery(meQuery);
  // Nothing else is asked for before this is known: it would only be refused.
  if (isPending) return <Coming />;
  if (me === undefined || (me.profile_complete && !me.consent_needed)) return <Shell />;
  return (
    <Suspense fallback={<Coming />}>
      {me.profile_complete ? <WaitingForConsent /> : <Start />}
    </Suspense>
  );
}

function Coming() {
  return (
    <div className="p-6">
      <Skeleton className="h-80" />
    </div>
  );
}
