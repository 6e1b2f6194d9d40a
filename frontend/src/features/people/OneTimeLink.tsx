import { Share2 } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { CopyLine } from "@/components/ui/CopyLine";
import { QrCode } from "@/components/ui/QrCode";

interface OneTimeLinkProps {
  title: string;
  text: string;
  /** As the server gave it: whole, or from its root on. */
  url: string;
  onDone: () => void;
}

/** A link that is shown once: to copy, to share, to scan. */
export function OneTimeLink({ title, text, url, onDone }: OneTimeLinkProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const whole = new URL(url, location.origin).href;
  const mayShare = typeof navigator.share === "function";

  // The button that made the link is gone: the reader goes on here.
  useEffect(() => heading.current?.focus(), []);

  return (
    <div>
      <h2 ref={heading} tabIndex={-1} className="text-lg font-semibold tracking-tight outline-none">
        {title}
      </h2>
      <p className="mt-2 mb-4 text-soft text-pretty wrap-anywhere">{text}</p>
      <CopyLine text={whole} label={t("people.link.copy")} />
      <div className="mt-5 flex justify-center">
        <QrCode text={whole} label={t("people.link.qr")} />
      </div>
      <p className="mt-3 text-center text-sm text-faint text-pretty">{t("people.link.once")}</p>
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        {mayShare && (
          // Whoever changes their mind half-way has not met an error.
          <Button onClick={() => void navigator.share({ url: whole }).catch(() => {})}>
            <Share2 aria-hidden className="size-4" />
            {t("people.link.share")}
          </Button>
        )}
        <Button look="accent" onClick={onDone}>
          {t("people.link.done")}
        </Button>
      </div>
    </div>
  );
}
