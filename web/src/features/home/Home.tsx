import { usePrefetchQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import type { Schemas } from "~/api/client";
import { Skeleton } from "~/design/Surface";
import { useMe } from "~/session/me";
import { homeQuery, openAsksQuery } from "./api";
import { TeenHome } from "./TeenHome";

const GuardianHome = lazy(() =>
  import("~/features/guardian/GuardianHome").then((file) => ({ default: file.GuardianHome })),
);

/** The first screen: a guardian's for who has children here or may begin a family, else one's own money. */
export function Home() {
  // Needed by both screens, and asked for beside what says which of them it will be.
  usePrefetchQuery(openAsksQuery);
  return (
    <Suspense fallback={<Waiting />}>
      <Chosen />
    </Suspense>
  );
}

function Chosen() {
  const me = useMe();
  const { data: home } = useSuspenseQuery(homeQuery);
  const { isPending } = useQuery(openAsksQuery);
  if (me !== undefined && guards(me, home)) return <GuardianHome arriving={<Waiting />} />;
  // A screen comes whole: what waits stands above the rest, and would push it down.
  return isPending ? <Waiting /> : <TeenHome />;
}

/** Who has a shop came for that, and is not led to begin a family. */
function guards(me: Schemas["Me"], home: Schemas["Home"]): boolean {
  if (me.is_minor) return false;
  if (home.children.length > 0) return true;
  return !home.own.some((wallet) => wallet.kind === "merchant");
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
