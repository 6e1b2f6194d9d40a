import katex from "katex";
import { Children, isValidElement, useLayoutEffect, useRef } from "react";
import ReactMarkdown, { type Components, type Options } from "react-markdown";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import "katex/dist/katex.min.css";
import { elements } from "./elements";
import { htmlAsText } from "./htmlAsText";
import { safeLink } from "./links";

type Plugins = Options["remarkPlugins"];

const remark: NonNullable<Plugins> = [remarkGfm, [remarkMath, { singleDollarTextMath: false }], htmlAsText];

/**
 * One formula. KaTeX builds it as DOM nodes and sets styles on them one by one, which the content
 * security policy allows; going through a string of HTML (as rehype-katex does) it would not.
 */
function Formula({ source, display }: { source: string; display: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (!place.current) return;
    katex.render(source, place.current, {
      displayMode: display,
      throwOnError: false,
      // What cannot be read is shown as its source, in the text's own colour.
      errorColor: "currentColor",
      strict: "ignore",
      maxExpand: 200,
      maxSize: 20,
    });
  }, [source, display]);
  return <span ref={place}>{source}</span>;
}

const withFormulas: Components = {
  ...elements,
  code: ({ className, children }) =>
    className?.includes("math-inline") ? (
      <Formula source={Children.toArray(children).join("")} display={false} />
    ) : (
      <code className={className}>{children}</code>
    ),
  pre: (props) => {
    const code = Children.toArray(props.children).find((child) => isValidElement(child));
    const inner = (code?.props ?? {}) as { className?: string; children?: string };
    if (inner.className?.includes("math-display")) return <Formula source={inner.children ?? ""} display />;
    const Pre = elements.pre as React.ComponentType<typeof props>;
    return <Pre {...props} />;
  },
};

/** A block with formulas. Its own chunk, as KaTeX and its fonts weigh more than all the rest. */
export default function WithFormulas({ text, more }: { text: string; more?: Plugins }) {
  return (
    <ReactMarkdown
      remarkPlugins={[...remark, ...(more ?? [])]}
      urlTransform={safeLink}
      components={withFormulas}
    >
      {text}
    </ReactMarkdown>
  );
}
