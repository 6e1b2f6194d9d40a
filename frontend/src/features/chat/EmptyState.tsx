import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { mayManage, meQuery } from "@/api/session";
import type { Model, Persona } from "@/api/types";
import { Callout } from "@/components/ui/Callout";
import { Logo } from "@/components/ui/Logo";
import { onlyGuide } from "./model";

interface EmptyStateProps {
  models: Model[] | undefined;
  /** Who will speak, where that is not Mami herself. */
  persona: Persona | undefined;
  onChoose: (text: string) => void;
}

/** A new chat: a greeting, something to begin with, and what is missing, if anything is. */
export function EmptyState({ models, persona, onChoose }: EmptyStateProps) {
  const { t } = useTranslation();
  const { data: user } = useSuspenseQuery(meQuery);
  const guide = onlyGuide(models);
  const usual = t(guide ? "empty.guideOpeners" : "empty.openers", { returnObjects: true });
  const openers = persona?.openers?.length ? persona.openers : usual;
  const hour = new Date().getHours();
  const time = hour < 5 ? "evening" : hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening";

  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <div className="mx-auto mt-auto w-full max-w-column animate-rise px-4 py-8 md:px-5 md:mb-auto">
        {persona ? (
          <span
            aria-hidden
            className="mb-5 flex size-11 items-center justify-center rounded-full bg-accent-tint text-xl font-semibold text-accent"
          >
            {persona.avatar || [...persona.name][0]?.toLocaleUpperCase()}
          </span>
        ) : (
          <Logo className="mb-5 size-11" />
        )}
        <p className="text-2xl font-semibold tracking-tight text-balance wrap-anywhere">
          {persona ? persona.name : t(`empty.${time}`, { name: user.display_name || user.username })}
        </p>
        <p className="mt-2 text-lg whitespace-pre-line text-soft text-pretty wrap-anywhere">
          {persona?.greeting || persona?.description || (guide ? t("empty.guideLead") : t("empty.lead"))}
        </p>
        <ul className="mt-7 grid min-h-33 grid-cols-1 content-start gap-2 sm:grid-cols-2">
          {models &&
            openers.map((opener) => (
              <li key={opener}>
                <button
                  type="button"
                  onClick={() => onChoose(opener)}
                  className="h-full min-h-15 w-full rounded-md border border-line bg-raised px-4 py-3 text-left text-soft transition-colors hover:border-edge hover:text-ink"
                >
                  {opener}
                </button>
              </li>
            ))}
        </ul>
        {guide && (
          <Callout className="mt-5">
            {t("empty.guideNotice")}{" "}
            {mayManage(user) ? (
              <Link to="/connect" className="text-accent">
                {t("account.connect")}
              </Link>
            ) : (
              t("empty.askOwner")
            )}
          </Callout>
        )}
      </div>
    </div>
  );
}
