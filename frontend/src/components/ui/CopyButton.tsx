import { Check, Copy } from "lucide-react";
import { use, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";
import { LayerContext } from "./Dialog";

/** Puts text on the clipboard and says so for a moment. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const layer = use(LayerContext) ?? document.body;

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <IconButton label={copied ? t("copied") : label} onClick={() => void copy(text, layer).then(setCopied)}>
      {copied ? <Check className="text-good" /> : <Copy />}
    </IconButton>
  );
}

async function copy(text: string, layer: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, layer);
  }
}

/**
 * The clipboard API needs https; a Mami at home often has only http. What is outside an open modal
 * dialog cannot be selected, so the text goes into the layer that the button is in.
 */
function copyBySelection(text: string, layer: HTMLElement): boolean {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  layer.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
