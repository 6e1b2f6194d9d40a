import { useRouter } from "@tanstack/react-router";
import { Image, Square, SquareCheck } from "lucide-react";
import { Children, isValidElement, type ReactNode, use } from "react";
import { useTranslation } from "react-i18next";
import type { Components, ExtraProps } from "react-markdown";
import { CodeBlock } from "./CodeBlock";
import { CiteContext } from "./cited";
import { isAppPath, safeLink } from "./links";

function Anchor({ href, children }: { href?: string | undefined; children?: ReactNode }) {
  const router = useRouter({ warn: false });
  const url = safeLink(href);
  if (!url) return <span>{children}</span>;
  if (url.startsWith("#")) return <a href={url}>{children}</a>;
  if (isAppPath(url)) {
    return (
      <a
        href={url}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || !router) return;
          event.preventDefault();
          router.history.push(url);
        }}
      >
        {children}
      </a>
    );
  }
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** An image is only named: fetching it would tell its server who reads, and what was said. */
function ImageLink({ src, alt }: { src?: string | undefined; alt?: string | undefined }) {
  const { t } = useTranslation();
  const label = alt || t("markdown.image");
  return (
    <Anchor href={src}>
      <Image aria-hidden className="mr-1 inline size-4 align-[-0.2em]" />
      {label}
    </Anchor>
  );
}

/** Text and language of a fenced block, out of the `<pre><code class="language-…">` that holds them. */
function fenced(children: ReactNode): { code: string; language: string | undefined } {
  const inner = Children.toArray(children).find((child) => isValidElement(child));
  const props = (inner?.props ?? {}) as { className?: string; children?: ReactNode };
  const code = Children.toArray(props.children).join("").replace(/\n$/, "");
  return { code, language: /language-([\w+#.-]+)/.exec(props.className ?? "")?.[1] };
}

type Props<Tag extends keyof React.JSX.IntrinsicElements> = React.JSX.IntrinsicElements[Tag] & ExtraProps;

/** A note that the answer was given, as whoever shows the answer wants it. */
function Citation({ note, children }: { note: string; children?: ReactNode }) {
  const cite = use(CiteContext);
  return cite?.(note) ?? children;
}

/** How each Markdown element looks. Headings start at two: the page's title is one. */
export const elements: Components = {
  a: ({ href, children }) => <Anchor href={href}>{children}</Anchor>,
  img: ({ src, alt }) => <ImageLink src={typeof src === "string" ? src : undefined} alt={alt} />,
  pre: ({ children }) => <CodeBlock {...fenced(children)} coloured />,
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it
    <div className="prose-table" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
  input: ({ checked }: Props<"input">) =>
    checked ? (
      <SquareCheck role="img" aria-label="✓" className="prose-check" />
    ) : (
      <Square aria-hidden className="prose-check" />
    ),
  cite: ({ children, ...rest }: Props<"cite">) => (
    <Citation note={String((rest as Record<string, unknown>)["data-note"] ?? "")}>{children}</Citation>
  ),
  h1: ({ children }) => <h2>{children}</h2>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h5>{children}</h5>,
  h5: ({ children }) => <h6>{children}</h6>,
};

/** For the block that still grows: code is coloured once it is whole, not at every token. */
export const growingElements: Components = {
  ...elements,
  pre: ({ children }) => <CodeBlock {...fenced(children)} coloured={false} />,
};
