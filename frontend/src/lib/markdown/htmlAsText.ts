import type { Nodes, Parents } from "mdast";

/**
 * Raw HTML in an answer is text like any other, in a paragraph of its own where it stood alone.
 * (Without this it would be text too, only glued to its neighbours.)
 */
export function htmlAsText() {
  return (tree: Nodes): void => {
    if ("children" in tree) replaceIn(tree);
  };
}

function replaceIn(parent: Parents): void {
  const inText = parent.type === "paragraph" || parent.type === "heading" || parent.type === "tableCell";
  const children = parent.children as Nodes[];
  children.forEach((child, index) => {
    if (child.type === "html") {
      const text = { type: "text" as const, value: child.value };
      children[index] = inText ? text : { type: "paragraph", children: [text] };
    } else if ("children" in child) replaceIn(child);
  });
}
