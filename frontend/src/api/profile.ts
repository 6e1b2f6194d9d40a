import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { meQuery } from "./session";
import type { ProfileInput, User } from "./types";

/** Changes what people set about themselves; it shows at once, and the server's answer has the last word. */
export function useProfile() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ProfileInput) => unwrap(api.PATCH("/api/v1/auth/me", { body })),
    onMutate: (body) => {
      const before = queries.getQueryData(meQuery.queryKey);
      queries.setQueryData(meQuery.queryKey, (me) => me && ({ ...me, ...body } as User));
      return before;
    },
    onSuccess: (me) => queries.setQueryData(meQuery.queryKey, me),
    onError: (_error, _body, before) => queries.setQueryData(meQuery.queryKey, before),
  });
}
