import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type en from "@/locales/en.json";

export const LOCALES = ["en", "tr", "de", "es", "fr"] as const;
export type Locale = (typeof LOCALES)[number];

/** Each language under the name that its speakers give it. */
export const LOCALE_NAMES: Record<Locale, string> = {
  en: "English",
  tr: "Türkçe",
  de: "Deutsch",
  es: "Español",
  fr: "Français",
};

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

const load: Record<Locale, () => Promise<{ default: object }>> = {
  en: () => import("@/locales/en.json"),
  tr: () => import("@/locales/tr.json"),
  de: () => import("@/locales/de.json"),
  es: () => import("@/locales/es.json"),
  fr: () => import("@/locales/fr.json"),
};

/** The first of the wished languages that we speak. */
export function pickLocale(wished: readonly (string | null | undefined)[]): Locale {
  for (const tag of wished) {
    const language = tag?.toLowerCase().split("-")[0];
    const found = LOCALES.find((locale) => locale === language);
    if (found) return found;
  }
  return "en";
}

/** Loads a language and switches to it. */
export async function switchLanguage(locale: Locale): Promise<void> {
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({
      lng: locale,
      fallbackLng: false,
      interpolation: { escapeValue: false },
      resources: { [locale]: { translation: (await load[locale]()).default } },
    });
  } else if (i18next.language !== locale) {
    if (!i18next.hasResourceBundle(locale, "translation")) {
      i18next.addResourceBundle(locale, "translation", (await load[locale]()).default);
    }
    await i18next.changeLanguage(locale);
  }
  document.documentElement.lang = locale;
}
