import { useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { useProfile } from "@/api/profile";
import { meQuery } from "@/api/session";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { Select } from "@/components/ui/Select";
import { LOCALE_NAMES, LOCALES, type Locale, pickLocale, switchLanguage } from "@/lib/i18n";
import { describeField } from "@/lib/problems";
import { applyTheme, isTheme, THEMES } from "@/lib/theme";
import { ExportSection } from "./ExportSection";
import { LeaveSection } from "./LeaveSection";
import { Page, Section } from "./Page";

export default function AccountPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("account.title")} lead={t("account.lead")}>
      <ProfileSection />
      <ViewSection />
      <ExportSection />
      <LeaveSection />
    </Page>
  );
}

function ProfileSection() {
  const { t } = useTranslation();
  const { data: user } = useSuspenseQuery(meQuery);
  const [name, setName] = useState(user.display_name);
  const update = useProfile();
  const problem = update.error ? asProblem(update.error) : null;
  const inField = describeField(problem, "display_name", t);

  function submit(event: FormEvent) {
    event.preventDefault();
    update.mutate({ display_name: name.trim() || user.username });
  }

  return (
    <Section title={t("account.profile.title")}>
      <form onSubmit={submit} className="space-y-4">
        {problem && !inField && (
          <Callout tone="bad" announce>
            <ProblemText problem={problem} />
          </Callout>
        )}
        <Field
          label={t("auth.displayName")}
          hint={t("auth.displayNameHint")}
          error={inField}
          name="display_name"
          autoComplete="name"
          value={name}
          onChange={(event) => {
            setName(event.target.value);
            update.reset();
          }}
        />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" look="accent" busy={update.isPending}>
            {t("account.save")}
          </Button>
          <span role="status" className="text-sm text-good">
            {update.isSuccess && t("account.saved")}
          </span>
        </div>
      </form>
      <dl className="mt-6 grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 border-t border-line pt-4 text-sm">
        <dt className="text-faint">{t("auth.username")}</dt>
        <dd className="font-medium wrap-anywhere">{user.username}</dd>
        <dt className="text-faint">{t("account.role")}</dt>
        <dd>
          <span className="font-medium">{t(`people.roles.${user.role}`)}</span>
          <span className="block text-faint text-pretty">{t(`account.roleHints.${user.role}`)}</span>
        </dd>
      </dl>
    </Section>
  );
}

function ViewSection() {
  const { t, i18n } = useTranslation();
  const { data: user } = useSuspenseQuery(meQuery);
  const update = useProfile();
  return (
    <Section title={t("account.view")}>
      {update.error && (
        <Callout tone="bad" announce className="mb-4">
          <ProblemText problem={asProblem(update.error)} />
        </Callout>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label={t("account.language")}
          value={pickLocale([i18n.language])}
          onChange={(event) => {
            const locale = event.target.value as Locale;
            void switchLanguage(locale);
            update.mutate({ locale });
          }}
        >
          {LOCALES.map((locale) => (
            <option key={locale} value={locale} lang={locale}>
              {LOCALE_NAMES[locale]}
            </option>
          ))}
        </Select>
        <Select
          label={t("account.theme")}
          value={isTheme(user.theme) ? user.theme : "system"}
          onChange={({ target: { value } }) => {
            if (!isTheme(value)) return;
            applyTheme(value);
            update.mutate({ theme: value });
          }}
        >
          {THEMES.map((theme) => (
            <option key={theme} value={theme}>
              {t(`account.themes.${theme}`)}
            </option>
          ))}
        </Select>
      </div>
    </Section>
  );
}
