import { lazy, memo, Suspense, useMemo } from "react";
import ReactMarkdown, { type Options } from "react-markdown";
import remarkGfm from "remark-gfm";
import "@/styles/prose.css";
import { splitBlocks } from "./blocks";
import { citations } from "./citations";
import { elements, growingElements } from "./elements";
import { hasFormula, normaliseFormulas } from "./formula";
import { htmlAsText } from "./htmlAsText";
import { safeLink } from "./links";

const WithFormulas = lazy(() => import("./WithFormulas"));
const plugins = [remarkGfm, htmlAsText];

interface BlockProps {
  source: string;
  growing: boolean;
  notes: string;
}

const Block = memo(function Block({ source, growing, notes }: BlockProps) {
  const cited = useMemo(
    (): Options["remarkPlugins"] => (notes ? [[citations, new Set(notes.split(" "))]] : []),
    [notes],
  );
  const text = normaliseFormulas(source);
  const plain = (
    // Raw HTML stays visible text: no plugin here parses it.
    <ReactMarkdown
      remarkPlugins={[...plugins, ...(cited ?? [])]}
      urlTransform={safeLink}
      components={growing ? growingElements : elements}
    >
      {text}
    </ReactMarkdown>
  );
  if (!hasFormula(text)) return plain;
  return (
    <Suspense fallback={plain}>
      <WithFormulas text={text} more={cited} />
    </Suspense>
  );
});

interface RendererProps {
  text: string;
  streaming: boolean;
  notes?: string;
}

export default function Renderer({ text, streaming, notes = "" }: RendererProps) {
  const blocks = splitBlocks(text);
  return blocks.map((source, index) => (
    // A block keeps its place while text grows behind it, so the place is its identity.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Block key={index} source={source} growing={streaming && index === blocks.length - 1} notes={notes} />
  ));
}
