import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { CloudOff, Compass, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Refused } from "~/api/problem";
import { Button } from "~/design/Button";
import { Empty, Skeleton } from "~/design/Surface";

/** What went wrong with a screen, and a way to try it again. */
export function Mishap({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  // Without this a query that failed is not asked again, and the screen fails at once a second time.
  const { reset: forget } = useQueryErrorResetBoundary();
  if (error instanceof Refused && error.problem.status === 404) return <Lost />;
  if (error instanceof Refused && error.code === "forbidden")
    return <Nothing title="lost.notYours" />;
  const offline = error instanceof Refused && error.code === "offline";
  const id = error instanceof Refused ? error.problem.request_id : undefined;
  const again = () => {
    forget();
    reset?.();
    void router.invalidate();
  };
  return (
    <div className="p-4" role="alert">
      <Empty
        picture={offline ? <CloudOff size={40} /> : <TriangleAlert size={40} />}
        title={<h1>{t(offline ? "mishap.offline" : "mishap.title")}</h1>}
        action={
          <Button look="secondary" onPress={again}>
            {t("mishap.again")}
          </Button>
        }
      >
        {t(offline ? "mishap.offlineHint" : "mishap.hint")}
        {id !== undefined && <code className="mt-2 block text-xs">{id}</code>}
      </Empty>
    </div>
  );
}

/** An address at which there is nothing. */
export function Lost() {
  return <Nothing title="lost.title" />;
}

function Nothing({ title }: { title: "lost.title" | "lost.notYours" }) {
  const { t } = useTranslation();
  return (
    <div className="p-4">
      <Empty
        picture={<Compass size={40} />}
        title={<h1>{t(title)}</h1>}
        action={
          <Link
            to="/"
            className="inline-flex min-h-11 items-center font-semibold text-accent-strong underline"
          >
            {t("lost.home")}
          </Link>
        }
      />
    </div>
  );
}

/** Where a screen will be once it and what it shows have arrived. */
export function Arriving() {
  return (
    <div className="mx-auto grid w-full max-w-xl gap-4" aria-busy="true">
      <Skeleton className="h-10 w-2/3" />
      <Skeleton className="h-40" />
      <Skeleton className="h-16" />
      <Skeleton className="h-16" />
    </div>
  );
}
