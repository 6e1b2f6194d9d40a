import clsx from "clsx";
import {
  CircleAlert,
  Key,
  KeyRound,
  type LucideIcon,
  MonitorSmartphone,
  Plug,
  ScrollText,
  ShieldCheck,
  Ticket,
  User,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { AuditEntry } from "@/api/types";
import { fullTime } from "@/lib/dates";
import { AUDIT_ACTIONS } from "./actions";
import { describeDetail } from "./detail";

const ICONS: Record<string, LucideIcon> = {
  user: User,
  session: MonitorSmartphone,
  password: KeyRound,
  second_factor: ShieldCheck,
  api_key: Key,
  invite: Ticket,
  provider: Plug,
};

/** One deed in words: what, to whom, by whom, from where, when. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { t, i18n } = useTranslation();
  const alarming = entry.action === "session.reuse_detected";
  const Icon = alarming ? CircleAlert : (ICONS[entry.action.split(".")[0] ?? ""] ?? ScrollText);
  const action = AUDIT_ACTIONS.find((known) => known === entry.action);
  // Most of what people do, they do to their own account.
  const target = entry.target_id !== entry.actor_id && entry.target_name;
  const actor = entry.actor_name ?? t("people.server");
  const detail = describeDetail(entry.detail, t, i18n.language);

  return (
    <li className="flex gap-3 py-3">
      <Icon aria-hidden className={clsx("mt-0.5 size-4.5 shrink-0", alarming ? "text-bad" : "text-faint")} />
      <div className="min-w-0 flex-1">
        <div className="justify-between gap-x-4 sm:flex sm:items-baseline">
          <p className="min-w-0 wrap-anywhere">
            <span className={clsx("font-medium", alarming && "text-bad")}>
              {action ? t(`people.actions.${action}`) : entry.action}
            </span>
            {target && <span>: {target}</span>}
          </p>
          <time dateTime={entry.at} className="text-sm text-faint sm:whitespace-nowrap">
            {fullTime(entry.at, i18n.language)}
          </time>
        </div>
        <p className="text-sm text-soft wrap-anywhere">
          {t("people.record.by", { name: actor })}
          {entry.address && ` · ${t("people.record.address", { address: entry.address })}`}
        </p>
        {detail.length > 0 && <p className="text-sm text-faint wrap-anywhere">{detail.join(" · ")}</p>}
      </div>
    </li>
  );
}
