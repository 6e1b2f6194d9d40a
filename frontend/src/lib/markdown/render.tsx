import { lazy, memo, Suspense } from "react";
import ReactMarkdown, { type Options } from "react-markdown";
import remarkGfm from "remark-gfm";
import "@/styles/prose.css";
import { splitBlocks } from "./blocks";
import { elements, growingElements } from "./elements";
import { hasFormula, normaliseFormulas } from "./formula";
import { htmlAsText } from "./htmlAsText";
import { safeLink } from "./links";

const WithFormulas = lazy(() => import("./WithFormulas"));
const plugins: Options["remarkPlugins"] = [remarkGfm, htmlAsText];

const Block = memo(function Block({ source, growing }: { source: string; growing: boolean }) {
  const text = normaliseFormulas(source);
  const plain = (
    // Raw HTML stays visible text: no plugin here parses it.
    <ReactMarkdown
      remarkPlugins={plugins}
      urlTransform={safeLink}
      components={growing ? growingElements : elements}
    >
      {text}
    </ReactMarkdown>
  );
  if (!hasFormula(text)) return plain;
  return (
    <Suspense fallback={plain}>
      <WithFormulas text={text} />
    </Suspense>
  );
});

export default function Renderer({ text, streaming }: { text: string; streaming: boolean }) {
  const blocks = splitBlocks(text);
  return blocks.map((source, index) => (
    // A block keeps its place while text grows behind it, so the place is its identity.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Block key={index} source={source} growing={streaming && index === blocks.length - 1} />
  ));
}
