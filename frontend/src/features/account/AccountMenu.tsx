import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  BookOpen,
  Brain,
  ChevronsUpDown,
  CircleUser,
  Languages,
  LogOut,
  Plug,
  ShieldCheck,
  SunMoon,
  Upload,
  Users,
  VenetianMask,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useProfile } from "@/api/profile";
import { mayManage, meQuery } from "@/api/session";
import { Menu, MenuChoice, MenuChoices, MenuItem, MenuSeparator, SubMenu } from "@/components/ui/Menu";
import { LOCALE_NAMES, LOCALES, type Locale, pickLocale, switchLanguage } from "@/lib/i18n";
import { applyTheme, isTheme, THEMES, type Theme } from "@/lib/theme";

/** Who is signed in, and what they may set about their own view. */
export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const { data: user } = useSuspenseQuery(meQuery);
  const update = useProfile();
  const signOut = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/auth/logout")),
    // Drafts go, and the page is loaded anew: nothing of this person stays.
    onSuccess: () => {
      sessionStorage.clear();
      location.assign("/login");
    },
  });

  const theme: Theme = isTheme(user.theme) ? user.theme : "system";
  const name = user.display_name || user.username;

  return (
    <Menu
      side="top"
      align="start"
      className="w-64"
      trigger={
        <button
          type="button"
          className="flex min-h-12 w-full items-center gap-2.5 rounded-md px-2 text-left transition-colors hover:bg-hover data-[state=open]:bg-hover"
        >
          <span
            aria-hidden
            className="flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-tint text-sm font-semibold text-accent"
          >
            {[...name][0]?.toLocaleUpperCase()}
          </span>
          <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
          <span className="sr-only">{t("account.menu")}</span>
          <ChevronsUpDown aria-hidden className="size-4 text-faint" />
        </button>
      }
    >
      <SubMenu icon={<SunMoon aria-hidden />} label={t("account.theme")}>
        <MenuChoices
          value={theme}
          onValueChange={(value) => {
            if (!isTheme(value)) return;
            applyTheme(value);
            update.mutate({ theme: value });
          }}
        >
          {THEMES.map((choice) => (
            <MenuChoice key={choice} value={choice}>
              {t(`account.themes.${choice}`)}
            </MenuChoice>
          ))}
        </MenuChoices>
      </SubMenu>
      <SubMenu icon={<Languages aria-hidden />} label={t("account.language")}>
        <MenuChoices
          value={pickLocale([i18n.language])}
          onValueChange={(value) => {
            const locale = value as Locale;
            void switchLanguage(locale);
            update.mutate({ locale });
          }}
        >
          {LOCALES.map((locale) => (
            <MenuChoice key={locale} value={locale} lang={locale}>
              {LOCALE_NAMES[locale]}
            </MenuChoice>
          ))}
        </MenuChoices>
      </SubMenu>
      <MenuSeparator />
      <MenuItem asChild>
        <Link to="/personas">
          <VenetianMask aria-hidden />
          {t("account.personas")}
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/memory">
          <Brain aria-hidden />
          {t("account.memory")}
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/documents">
          <BookOpen aria-hidden />
          {t("account.documents")}
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/import">
          <Upload aria-hidden />
          {t("account.transfer")}
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/account">
          <CircleUser aria-hidden />
          {t("account.title")}
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/account/security">
          <ShieldCheck aria-hidden />
          {t("account.security.title")}
        </Link>
      </MenuItem>
      {mayManage(user) && (
        <>
          <MenuItem asChild>
            <Link to="/people">
              <Users aria-hidden />
              {t("account.people")}
            </Link>
          </MenuItem>
          <MenuItem asChild>
            <Link to="/connect">
              <Plug aria-hidden />
              {t("account.connect")}
            </Link>
          </MenuItem>
        </>
      )}
      <MenuSeparator />
      <MenuItem onSelect={() => signOut.mutate()}>
        <LogOut aria-hidden />
        {t("account.signOut")}
      </MenuItem>
    </Menu>
  );
}
