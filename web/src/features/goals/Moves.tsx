import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Row } from "~/design/Row";
import { Heading, Skeleton } from "~/design/Surface";
import { when } from "~/i18n/format";
import { type Line, movesQuery } from "./api";

/** What went into a goal and out of it, newest first. */
export function Moves({ wallet }: { wallet: string }) {
  const { t } = useTranslation();
  const moves = useInfiniteQuery(movesQuery(wallet));
  const lines = moves.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="grid gap-2">
      <Heading>{t("goals.moves")}</Heading>
      {moves.isPending && <Skeleton className="h-32" />}
      <Failure of={moves.error} />
      {moves.isSuccess && lines.length === 0 && (
        <p className="px-1 text-muted">{t("goals.noMoves")}</p>
      )}
      <ul>
        {lines.map((line) => (
          <li key={`${line.at} ${line.balance} ${line.amount}`}>
            <Move line={line} />
          </li>
        ))}
      </ul>
      {moves.hasNextPage && (
        <Button
          look="quiet"
          isPending={moves.isFetchingNextPage}
          onPress={() => void moves.fetchNextPage()}
        >
          {t("goals.older")}
        </Button>
      )}
    </section>
  );
}

function Move({ line }: { line: Line }) {
  const { t, i18n } = useTranslation();
  const kind = line.payment?.kind ?? "saving";
  return (
    <Row
      title={line.payment?.note ?? t(`kindOf.${kind}`)}
      detail={when(line.at, i18n.language)}
      trail={
        <span className={`font-semibold ${line.amount > 0 ? "text-good" : ""}`}>
          <Money minor={line.amount} unit={line.unit} signed />
        </span>
      }
    />
  );
}
