import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { PeopleProblem } from "./PeopleProblem";

type Listed = Pick<
  UseInfiniteQueryResult,
  | "isPending"
  | "error"
  | "isFetching"
  | "isFetchingNextPage"
  | "hasNextPage"
  | "fetchNextPage"
  | "refetch"
  | "isFetchNextPageError"
>;

/** What stands under a list: that it loads, that it could not, that there is more. */
export function ListState({ list }: { list: Listed }) {
  const { t } = useTranslation();
  const again = () => void (list.isFetchNextPageError ? list.fetchNextPage() : list.refetch());
  if (list.isPending) return <Skeleton />;
  return (
    <>
      {list.error && (
        <div className="mt-4 space-y-3">
          <PeopleProblem error={list.error} />
          <Button busy={list.isFetching} onClick={again}>
            {t("tryAgain")}
          </Button>
        </div>
      )}
      {!list.error && list.hasNextPage && (
        <div className="mt-5 text-center">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("people.more")}
          </Button>
        </div>
      )}
    </>
  );
}

const ROWS = ["one", "two", "three", "four"];

function Skeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" className="mt-4 divide-y divide-line">
      <span className="sr-only">{t("status.loading")}</span>
      {ROWS.map((row) => (
        <div key={row} className="flex animate-pulse items-center gap-3 py-4">
          <div className="size-10 shrink-0 rounded-full bg-hover" />
          <div className="flex-1 space-y-2">
            <div className="h-4 w-40 max-w-full rounded-sm bg-hover" />
            <div className="h-3 w-64 max-w-full rounded-sm bg-hover" />
          </div>
        </div>
      ))}
    </div>
  );
}
