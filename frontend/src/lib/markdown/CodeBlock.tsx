import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/components/ui/CopyButton";

interface CodeBlockProps {
  code: string;
  language: string | undefined;
  coloured: boolean;
}

/** Past this, colouring costs more than it gives. */
const LONGEST_COLOURED = 50_000;

export function CodeBlock({ code, language, coloured }: CodeBlockProps) {
  const { t } = useTranslation();
  const [lines, setLines] = useState<{ code: string; nodes: ReactNode } | null>(null);

  useEffect(() => {
    if (!coloured || !language || code.length > LONGEST_COLOURED) return;
    let current = true;
    import("./highlight")
      .then(({ highlight }) => current && setLines({ code, nodes: highlight(code, language) }))
      .catch(() => {}); // Without colours it is still the code.
    return () => {
      current = false;
    };
  }, [code, language, coloured]);

  return (
    <figure className="prose-code">
      <figcaption>
        <span>{language ?? t("markdown.code")}</span>
        <CopyButton text={code} label={t("markdown.copyCode")} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it */}
      <pre tabIndex={0}>
        <code>{lines?.code === code ? lines.nodes : code}</code>
      </pre>
    </figure>
  );
}
