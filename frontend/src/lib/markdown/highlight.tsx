import { common, createLowlight } from "lowlight";
import { Fragment, type ReactNode } from "react";

const lowlight = createLowlight(common);

type Root = ReturnType<typeof lowlight.highlight>;
type Node = Root["children"][number];

/** Code in colours, as elements; a language that we do not know comes back as it is. */
export function highlight(code: string, language: string): ReactNode {
  if (!lowlight.registered(language)) return code;
  return lowlight.highlight(language, code).children.map(toElement);
}

function toElement(node: Node, index: number): ReactNode {
  if (node.type === "text") return <Fragment key={index}>{node.value}</Fragment>;
  if (node.type !== "element") return null;
  const names = node.properties.className;
  return (
    <span key={index} className={Array.isArray(names) ? names.join(" ") : undefined}>
      {node.children.map((child, at) => toElement(child as Node, at))}
    </span>
  );
}
