import type { Nodes, Parents, PhrasingContent } from "mdast";

/** `[m3]`, and several at once: `[m1, m3]`. */
const CITED = /\[(m\d{1,4}(?:\s*[,;]\s*m\d{1,4})*)\]/g;

/**
 * Makes citations of the notes that an answer was given; every other `[m…]` stays the text that it is. Where a
 * citation leads is for whoever shows the answer to say, and never for the answer: a definition in its text
 * (`[m3]: https://…`) does not count for a note that it was given.
 */
export function citations(notes: ReadonlySet<string>) {
  return (tree: Nodes): void => {
    if ("children" in tree) citeIn(tree, notes);
  };
}

function citeIn(parent: Parents, notes: ReadonlySet<string>): void {
  const children = parent.children as Nodes[];
  parent.children = children.flatMap((child): Nodes[] => {
    if (child.type === "text") return citedText(child.value, notes);
    if (child.type === "linkReference" && notes.has(child.identifier)) return [citation(child.identifier)];
    if (child.type === "definition" && notes.has(child.identifier)) return [];
    if (child.type === "link") return [child];
    if ("children" in child) citeIn(child, notes);
    return [child];
  }) as typeof parent.children;
}

function citedText(value: string, notes: ReadonlySet<string>): PhrasingContent[] {
  const parts: PhrasingContent[] = [];
  let done = 0;
  for (const match of value.matchAll(CITED)) {
    const named = (match[1] ?? "").split(/\s*[,;]\s*/);
    // One that is not known makes all of it text: what it was to say is not known either.
    if (!named.every((note) => notes.has(note))) continue;
    if (match.index > done) parts.push({ type: "text", value: value.slice(done, match.index) });
    parts.push(...named.map(citation));
    done = match.index + match[0].length;
  }
  if (done === 0) return [{ type: "text", value }];
  if (done < value.length) parts.push({ type: "text", value: value.slice(done) });
  return parts;
}

/** An element that no text can make: raw HTML in an answer is never parsed. */
function citation(note: string): PhrasingContent {
  return {
    type: "text",
    value: `[${note}]`,
    data: {
      hName: "cite",
      hProperties: { "data-note": note },
      hChildren: [{ type: "text", value: `[${note}]` }],
    },
  } as PhrasingContent;
}
