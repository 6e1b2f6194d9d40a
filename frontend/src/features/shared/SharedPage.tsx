import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { FileText, Image } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { SharedMessage } from "@/api/types";
import { Logo } from "@/components/ui/Logo";
import { ProblemText } from "@/components/ui/ProblemText";
import { fullTime } from "@/lib/dates";
import { Markdown } from "@/lib/markdown/Markdown";

/** A conversation that someone shared, for whoever has the link: to be read, nothing else. */
export default function SharedPage() {
  const { t, i18n } = useTranslation();
  const { token } = useParams({ from: "/s/$token" });
  const shared = useQuery({
    queryKey: ["shared", token],
    queryFn: () => unwrap(api.GET("/api/v1/shared/{token}", { params: { path: { token } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const problem = shared.error ? asProblem(shared.error) : null;
  const title = shared.data && (shared.data.title || t("nav.untitled"));
  useUnlisted(title);

  return (
    <div className="h-full overflow-y-auto">
      <header className="pad-safe-top border-b border-line">
        <div className="mx-auto flex h-13 max-w-column items-center gap-2.5 px-5">
          <Logo className="size-6.5" />
          <span className="text-sm text-soft">{t("shared.madeWith")}</span>
        </div>
      </header>
      <main id="main" aria-busy={shared.isPending} className="mx-auto max-w-column px-5 pt-8 pb-16">
        {shared.isPending && (
          <div role="status" className="animate-pulse space-y-3">
            <span className="sr-only">{t("status.loading")}</span>
            <div className="h-8 w-64 max-w-full rounded-sm bg-hover" />
            <div className="h-32 rounded-md bg-hover" />
          </div>
        )}
        {problem && (
          <div className="py-16 text-center">
            <h1 className="text-xl font-semibold tracking-tight">{t("shared.goneTitle")}</h1>
            <p className="mx-auto mt-2 max-w-sm text-soft text-pretty">
              {problem.status === 404 ? t("shared.goneText") : <ProblemText problem={problem} />}
            </p>
          </div>
        )}
        {shared.data && (
          <>
            <h1 className="text-2xl font-semibold tracking-tight text-balance wrap-anywhere">{title}</h1>
            <p className="mt-2 text-sm text-faint">
              {t("shared.when", { when: fullTime(shared.data.created_at, i18n.language) })}
            </p>
            <div className="mt-8 space-y-8">
              {shared.data.messages.map((message, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: nothing here ever changes its place
                <Message key={index} message={message} />
              ))}
            </div>
            <p className="mt-12 border-t border-line pt-4 text-sm text-faint text-pretty">
              {t("shared.footer")}
            </p>
          </>
        )}
      </main>
    </div>
  );
}

function Message({ message }: { message: SharedMessage }) {
  const { t } = useTranslation();
  const mine = message.role === "user";
  return (
    <article className={mine ? "rounded-lg bg-sunken px-4 py-3" : ""}>
      <h2 className="mb-1.5 flex flex-wrap gap-x-2 text-sm font-semibold">
        {t(mine ? "shared.asked" : "chat.mami")}
        {!mine && message.model && <span className="font-normal text-faint">{message.model}</span>}
      </h2>
      {mine ? (
        <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
          {message.content}
        </p>
      ) : (
        <Markdown text={message.content} />
      )}
      {message.attachments && message.attachments.length > 0 && (
        <ul className="mt-3 flex flex-wrap gap-2">
          {message.attachments.map(({ name, kind }, index) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name
              key={index}
              className="inline-flex max-w-full items-center gap-1.5 rounded-full bg-hover px-3 py-1 text-sm text-soft"
            >
              {kind === "image" ? (
                <Image aria-hidden className="size-4 shrink-0" />
              ) : (
                <FileText aria-hidden className="size-4 shrink-0" />
              )}
              <span className="truncate">{name}</span>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

/** What is shared with those who have the link is not for search engines, nor for the sites it links to. */
function useUnlisted(title: string | undefined): void {
  useEffect(() => {
    const tags = [
      ["robots", "noindex, nofollow"],
      ["referrer", "no-referrer"],
    ].map(([name = "", content = ""]) => Object.assign(document.createElement("meta"), { name, content }));
    document.head.append(...tags);
    return () => {
      for (const tag of tags) tag.remove();
    };
  }, []);
  useEffect(() => {
    document.title = title ? `${title} · Mami` : "Mami";
    return () => {
      document.title = "Mami";
    };
  }, [title]);
}
