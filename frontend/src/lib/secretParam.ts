import { useEffect, useState } from "react";

/**
 * A secret that a link carries as a query parameter. It is taken out of the address bar at once, and so
 * out of the history, of what the browser tells other pages, and of screenshots.
 */
export function useSecretParam(name: string): string {
  const [value] = useState(() => new URLSearchParams(location.search).get(name) ?? "");
  useEffect(() => {
    if (location.search) history.replaceState(history.state, "", location.pathname);
  }, []);
  return value;
}
