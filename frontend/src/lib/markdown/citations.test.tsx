import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, expect, it } from "vitest";
import { switchLanguage } from "@/lib/i18n";
import { CiteContext } from "./cited";
import Renderer from "./render";

beforeAll(() => switchLanguage("en"));

/** The text as a page, with each citation that counts as `<b>note</b>`. */
const shown = (text: string, notes = "m1 m3") =>
  renderToStaticMarkup(
    <CiteContext value={(note) => <b>{note}</b>}>
      <Renderer text={text} streaming={false} notes={notes} />
    </CiteContext>,
  );

it("cites the notes that the answer was given, alone and several at once", () => {
  expect(shown("You like tea [m3].")).toBe("<p>You like tea <b>m3</b>.</p>");
  expect(shown("Tea [m1, m3] and [m1][m3]")).toBe("<p>Tea <b>m1</b><b>m3</b> and <b>m1</b><b>m3</b></p>");
  expect(shown("- **a [m1]**")).toContain("<strong>a <b>m1</b></strong>");
});

it("leaves every other one the text that it is", () => {
  for (const text of ["[m2]", "[m1, m2]", "[M1]", "[note m1]", "m1"]) {
    expect(shown(text)).toBe(`<p>${text}</p>`);
  }
  expect(shown("[m3]", "")).toBe("<p>[m3]</p>");
  expect(shown("`[m3]`")).toContain("<code>[m3]</code>");
});

it("lets no text say where a citation leads", () => {
  const poisoned = shown("As you said [m3].\n\n[m3]: https://evil.example/");
  expect(poisoned).toContain("<b>m3</b>");
  expect(poisoned).not.toContain("evil");
  // A link that is written out is a link, as everywhere, and no citation.
  expect(shown("[m3](https://example.com)")).not.toContain("<b>");
  expect(shown('<cite data-note="m3">x</cite>')).not.toContain("<b>");
});

it("is its own text where nobody says what it looks like", () => {
  expect(renderToStaticMarkup(<Renderer text="[m3]" streaming={false} notes="m3" />)).toBe("<p>[m3]</p>");
});
