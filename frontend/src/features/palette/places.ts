import type { LinkProps } from "@tanstack/react-router";
import {
  BookOpen,
  Brain,
  CircleUser,
  Gauge,
  Keyboard,
  Link2,
  type LucideIcon,
  Monitor,
  Moon,
  Plug,
  ShieldCheck,
  SquarePen,
  Sun,
  Upload,
  Users,
  VenetianMask,
} from "lucide-react";
import type { Theme } from "@/lib/theme";

/** What the palette can do besides finding: go to a page, change the theme, tell of the keys. */
export type Deed =
  | { kind: "page"; to: NonNullable<LinkProps["to"]> }
  | { kind: "theme"; theme: Theme }
  | { kind: "keys" };

interface Place {
  id: string;
  icon: LucideIcon;
  text:
    | "nav.newChat"
    | "account.title"
    | "account.security.title"
    | "account.people"
    | "account.connect"
    | "account.personas"
    | "account.transfer"
    | "account.memory"
    | "account.documents"
    | "palette.shares"
    | "palette.providers"
    | "palette.keys"
    | `palette.themes.${Theme}`;
  deed: Deed;
  /** Only for those who look after this Mami. */
  managing?: true;
}

const page = (to: NonNullable<LinkProps["to"]>): Deed => ({ kind: "page", to });

export const PLACES: Place[] = [
  { id: "new", icon: SquarePen, text: "nav.newChat", deed: page("/") },
  { id: "personas", icon: VenetianMask, text: "account.personas", deed: page("/personas") },
  { id: "memory", icon: Brain, text: "account.memory", deed: page("/memory") },
  { id: "documents", icon: BookOpen, text: "account.documents", deed: page("/documents") },
  { id: "transfer", icon: Upload, text: "account.transfer", deed: page("/import") },
  { id: "shares", icon: Link2, text: "palette.shares", deed: page("/shares") },
  { id: "account", icon: CircleUser, text: "account.title", deed: page("/account") },
  { id: "security", icon: ShieldCheck, text: "account.security.title", deed: page("/account/security") },
  { id: "people", icon: Users, text: "account.people", deed: page("/people"), managing: true },
  { id: "providers", icon: Gauge, text: "palette.providers", deed: page("/providers"), managing: true },
  { id: "connect", icon: Plug, text: "account.connect", deed: page("/connect"), managing: true },
  { id: "light", icon: Sun, text: "palette.themes.light", deed: { kind: "theme", theme: "light" } },
  { id: "dark", icon: Moon, text: "palette.themes.dark", deed: { kind: "theme", theme: "dark" } },
  { id: "system", icon: Monitor, text: "palette.themes.system", deed: { kind: "theme", theme: "system" } },
  { id: "keys", icon: Keyboard, text: "palette.keys", deed: { kind: "keys" } },
];
