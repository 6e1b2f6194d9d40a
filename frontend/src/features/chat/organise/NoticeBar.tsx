import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/components/ui/Button";
import type { Notice } from "../sidebar";

/** Long enough to read it and to reach the button; it waits as long as someone is at it. */
const SHOWN_MS = 10_000;

/** What was just done, with the way back. */
export default function NoticeBar({ notice, onGone }: { notice: Notice; onGone: () => void }) {
  const { t } = useTranslation();
  const [held, setHeld] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each notice has its own time
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(onGone, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice, held]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while someone is at its buttons
    <div
      role={notice.bad ? "alert" : "status"}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="mx-3 mb-2 flex animate-rise items-center gap-1 rounded-md border border-line bg-raised py-1 pr-1 pl-3 text-sm shadow-mid"
    >
      <span className={`min-w-0 flex-1 wrap-anywhere ${notice.bad ? "text-bad" : ""}`}>{notice.text}</span>
      {notice.undo && (
        <Button
          look="quiet"
          className="min-h-9 px-2.5 text-accent!"
          onClick={() => {
            notice.undo?.();
            onGone();
          }}
        >
          {t("organise.undo")}
        </Button>
      )}
      <IconButton label={t("organise.dismiss")} onClick={onGone}>
        <X />
      </IconButton>
    </div>
  );
}
