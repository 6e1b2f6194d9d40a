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
  const reused = code === "remember_token_reused";
  // Told already, or nobody was here to be told.
  if (readNote(queries) || !(wasIn || reused)) return;
  leaveNote(queries, { kind: reused ? "reused" : "ended" });
  // What the page on show was made from stays until the sign-in page takes its place.
  void queries.invalidateQueries({ queryKey: meQuery.queryKey, refetchType: "none" });
  if (wasIn) void router.invalidate();
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
