import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@/styles/app.css";
import { leaveNote, meQuery, readNote } from "@/api/session";
import { makeQueryClient } from "@/app/queries";
import { makeRouter } from "@/app/router";
import { pickLocale, switchLanguage } from "@/lib/i18n";
import { trackVisibleHeight } from "@/lib/viewport";

const queries = makeQueryClient((code) => {
  const wasIn = queries.getQueryData(meQuery.queryKey) !== undefined;
  if (code === "remember_token_reused") leaveNote(queries, { kind: "reused" });
  else if (wasIn && !readNote(queries)) leaveNote(queries, { kind: "ended" });
  if (!wasIn) return;
  queries.removeQueries({ queryKey: meQuery.queryKey });
  void router.invalidate();
});
const router = makeRouter(queries);

trackVisibleHeight();
const container = document.getElementById("root");
if (container) {
  // Asked for while the language loads; the router takes the answer from the cache.
  void queries.prefetchQuery(meQuery);
  await switchLanguage(pickLocale(navigator.languages));
  createRoot(container).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
