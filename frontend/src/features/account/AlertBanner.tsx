import { useSuspenseQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { meQuery } from "@/api/session";

// Hardly anyone ever sees it: it is no part of the first load.
const AlertText = lazy(() => import("./AlertText"));

/** What this person should know about their account, on every page. */
export function AlertBanner() {
  const { data: user } = useSuspenseQuery(meQuery);
  if (!user.alert) return null;
  return (
    <Suspense>
      <AlertText alert={user.alert} />
    </Suspense>
  );
}
