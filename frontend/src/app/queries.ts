import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/problem";

/** The answers that say: this browser is signed out. Other 401s are about what was typed. */
const SIGNED_OUT = ["not_signed_in", "remember_token_reused"];

/** The query client; `onSignedOut` is called with the reason when the server no longer knows us. */
export function makeQueryClient(onSignedOut: (code: string) => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof ApiError && SIGNED_OUT.includes(error.problem.code)) onSignedOut(error.problem.code);
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // What the server refused it will refuse again; what did not reach it may.
        retry: (count, error) =>
          count < 3 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 502),
      },
    },
  });
}
