import { useSuspenseQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Skeleton } from "~/design/Surface";
import { useMe } from "~/session/me";
import { homeQuery } from "./api";
import { TeenHome } from "./TeenHome";

const GuardianHome = lazy(() =>
  import("~/features/guardian/GuardianHome").then((file) => ({ default: file.GuardianHome })),
);

/** The first screen: a guardian's for who has children here, else one's own money. */
export function Home() {
  return (
    <Suspense fallback={<Waiting />}>
      <Chosen />
    </Suspense>
  );
}

function Chosen() {
  const me = useMe();
  const { data: home } = useSuspenseQuery(homeQuery);
  const guardian = me !== undefined && !me.is_minor && home.children.length > 0;
  return guardian ? <GuardianHome /> : <TeenHome />;
}

function Waiting() {
  return (
    <div className="grid max-w-md gap-6">
      <Skeleton className="h-9 w-40" />
      <Skeleton className="aspect-[1.6] w-full rounded-card" />
      <Skeleton className="h-20 w-full" />
      <Skeleton className="h-64 w-full" />
    </div>
  );
}
