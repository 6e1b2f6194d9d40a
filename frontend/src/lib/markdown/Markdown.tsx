import { lazy, memo, Suspense } from "react";

const loadRenderer = () => import("./render");
const Renderer = lazy(loadRenderer);

/** Fetches the renderer ahead of the first answer. */
export function preloadMarkdown(): void {
  void loadRenderer();
}

interface MarkdownProps {
  text: string;
  /** The text still grows at its end. */
  streaming?: boolean;
  /** The notes that it may cite, one after another: `m1 m2`. What a citation looks like says `CiteContext`. */
  notes?: string;
}

/**
 * The one way in which model output becomes a page, streamed or stored. The text is data: it can
 * choose emphasis, tables and the like, never markup, scripts, images or styles.
 */
export const Markdown = memo(function Markdown({ text, streaming = false, notes = "" }: MarkdownProps) {
  return (
    <div className="prose">
      <Suspense fallback={<p className="whitespace-pre-wrap">{text}</p>}>
        <Renderer text={text} streaming={streaming} notes={notes} />
      </Suspense>
    </div>
  );
});
