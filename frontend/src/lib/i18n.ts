import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type account from "@/locales/account/en.json";
import type admin from "@/locales/admin/en.json";
import type chat from "@/locales/chat/en.json";
import type documents from "@/locales/documents/en.json";
import type en from "@/locales/en.json";
import type memory from "@/locales/memory/en.json";
import type organise from "@/locales/organise/en.json";
import type palette from "@/locales/palette/en.json";
import type people from "@/locales/people/en.json";
import type personas from "@/locales/personas/en.json";
import type recall from "@/locales/recall/en.json";
import type shared from "@/locales/shared/en.json";
import type transfer from "@/locales/transfer/en.json";

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
    resources: {
      translation: typeof en &
        typeof account &
        typeof admin &
        typeof chat &
        typeof documents &
        typeof memory &
        typeof organise &
        typeof palette &
        typeof people &
        typeof personas &
        typeof recall &
        typeof shared &
        typeof transfer;
    };
  }
}

/** What only some pages say. It loads with them, so that the first page need not wait for it. */
export type Part =
  | "account"
  | "admin"
  | "chat"
  | "documents"
  | "memory"
  | "organise"
  | "palette"
  | "people"
  | "personas"
  | "recall"
  | "shared"
  | "transfer";

const files = import.meta.glob<{ default: object }>("../locales/**/*.json");
const loaded = new Set<Part>();

async function read(file: string): Promise<object> {
  const load = files[`../locales/${file}.json`];
  if (!load) throw new Error(`no texts in ${file}`);
  return (await load()).default;
}

async function add(locale: Locale, part: Part): Promise<void> {
  i18next.addResourceBundle(locale, "translation", await read(`${part}/${locale}`), true);
}

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
      resources: { [locale]: { translation: await read(locale) } },
    });
  } else if (i18next.language !== locale) {
    if (!i18next.hasResourceBundle(locale, "translation")) {
      i18next.addResourceBundle(locale, "translation", await read(locale));
    }
    await Promise.all([...loaded].map((part) => add(locale, part)));
    await i18next.changeLanguage(locale);
  }
  document.documentElement.lang = locale;
}

/** Loads parts of the texts, in the language of now and in those that are switched to later. */
export async function loadTexts(...parts: Part[]): Promise<void> {
  const missing = parts.filter((part) => !loaded.has(part));
  await Promise.all(missing.map((part) => add(pickLocale([i18next.language]), part)));
  for (const part of missing) loaded.add(part);
}
