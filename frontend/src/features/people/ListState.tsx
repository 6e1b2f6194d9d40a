import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
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
