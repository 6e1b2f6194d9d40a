import { useTranslation } from "react-i18next";

const ROWS = ["one", "two", "three", "four"];

/** What stands where a list will be. */
export function Skeleton() {
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
