// Documents: in by picker and drop, read in the background, cited in an answer, opened at the place, gone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  accessible,
  answer,
  answered,
  composer,
  freePort,
  launch,
  Mami,
  picture,
  recorder,
  say,
  setUp,
  signIn,
  upstream,
  visit,
} from "./mami.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** A handbook with enough in it for several pieces. */
const filler = (about) =>
  `${`Everybody here takes care of ${about}, every day of the year. `.repeat(40)}\n\n`;
const HANDBOOK = [
  "# Handbook\n\n## Kitchen\n\n",
  filler("the kitchen and its plates"),
  "## Boats\n\n",
  filler("ropes and sails"),
  "## Lighthouse\n\nThe lamp of the lighthouse is lit by Quentin at dusk.\n\n",
  "## Garden\n\n",
  filler("the roses"),
].join("");

const file = (name, text, mimeType = "text/markdown") => ({ name, mimeType, buffer: Buffer.from(text) });
const list = (page) => page.getByRole("list", { name: "All documents" });
const row = (page, name) => list(page).getByRole("listitem").filter({ hasText: name });
const ready = (page, name) => row(page, name).getByRole("link", { name, exact: true }).waitFor();
const input = (page) => page.locator("main input[type=file]").first();

describe("documents", { timeout: 180_000 }, () => {
  let provider;
  let record;
  let mami;
  let browser;
  let ada;

  before(async () => {
    const port = await freePort();
    provider = await upstream(port, "--text", "Quentin lights it [m1].", "--first-token-ms", "20");
    record = await recorder(port);
    mami = await Mami.start({
      OPENAI_BASE_URL: `http://127.0.0.1:${record.port}/v1`,
      OPENAI_API_KEY: "sk-only-for-tests",
      MAMI_MEMORY__RECALL_MS: "5000",
    });
    browser = await launch();
    ada = await visit(browser, mami, { reducedMotion: "reduce", bypassCSP: true });
    await setUp(ada.page);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
    record?.stop();
    await provider?.stop();
  });

  test("several come in at once, and the page says what became of each", async () => {
    const { page } = ada;
    await page.goto("/documents");
    await page.getByText("There are no documents yet.").waitFor();
    await accessible(page, "documents, empty");
    await input(page).setInputFiles([
      file("handbook.md", HANDBOOK),
      file("broken.pdf", "%PDF-1.7\nthis is none", "application/pdf"),
    ]);
    await ready(page, "handbook.md");
    await row(page, "broken.pdf").getByText("Not readable").waitFor();
    await row(page, "broken.pdf")
      .getByText(/damaged|broke off|not whole/)
      .waitFor();
    await row(page, "broken.pdf").getByRole("button", { name: "Read broken.pdf again" }).waitFor();
    await accessible(page, "documents");
    await picture(page, "documents");
  });

  test("an answer cites one, and the citation opens it at the place", async () => {
    const { page } = ada;
    await page.goto("/");
    await composer(page).waitFor();
    await say(page, "Who lights the lamp of the lighthouse at dusk?");
    await page.waitForURL("**/c/*");
    await answered(page);
    assert.ok(record.sent.some((body) => body.includes("lit by Quentin")));
    const cited = answer(page).locator(".prose").getByRole("link", { name: "Note 1: handbook.md" });
    await cited.waitFor();
    await accessible(page, "an answer out of a document");
    await picture(page, "documents-cited");
    await cited.click();
    await page.waitForURL("**/documents/*");
    const place = page.locator("[aria-current=location]");
    await place.getByText("lit by Quentin").waitFor();
    await page.waitForFunction(() => {
      const box = document.querySelector("[aria-current=location]").getBoundingClientRect();
      return box.top < innerHeight && box.bottom > 0;
    });
    await accessible(page, "a document at its place");
    await picture(page, "document");
  });

  test("a collection holds some together, is filtered by, and takes them along", async () => {
    const { page } = ada;
    await page.goto("/documents");
    await page.getByRole("button", { name: "New collection" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Sea");
    await page.getByLabel("What is in it").fill("All about boats.");
    await page.getByRole("checkbox", { name: /^Share with everyone/ }).check();
    await accessible(page, "a new collection");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const collections = page.getByRole("list", { name: "Collections" });
    await collections.getByRole("button", { name: "Sea", exact: true }).click();
    await page.getByText("No document fits.").waitFor();
    await input(page).setInputFiles(file("knots.txt", "A bowline does not slip.", "text/plain"));
    await ready(page, "knots.txt");
    assert.equal(await row(page, "handbook.md").count(), 0);
    await collections.getByRole("button", { name: "Delete Sea" }).click();
    await page.getByRole("dialog").getByText("the 1 document in it").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await ready(page, "handbook.md");
    await row(page, "knots.txt").waitFor({ state: "detached" });
  });

  test("a conversation has documents of its own", async () => {
    const { page } = ada;
    await page.getByRole("navigation", { name: "Conversations" }).locator("a[href*='/c/']").first().click();
    await page.getByRole("button", { name: /^Add files/ }).click();
    await page.getByRole("menuitem", { name: /^Add a document/ }).click();
    const dialog = page.getByRole("dialog", { name: "Documents of this conversation" });
    await dialog
      .locator("input[type=file]")
      .setInputFiles(file("trip.txt", "We sail on Friday.", "text/plain"));
    await dialog.getByRole("link", { name: "trip.txt", exact: true }).waitFor();
    await accessible(page, "documents of a conversation");
    await picture(page, "documents-conversation");
    await dialog.getByRole("button", { name: "Close" }).click();
  });

  test("on a phone in the dark all of it fits", async () => {
    const phone = await visit(browser, mami, {
      ...PHONE,
      colorScheme: "dark",
      reducedMotion: "reduce",
      bypassCSP: true,
    });
    const { page } = phone;
    await signIn(page);
    await page.goto("/documents");
    await ready(page, "handbook.md");
    await accessible(page, "documents on a phone");
    await picture(page, "documents-phone");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    await row(page, "handbook.md").getByRole("link", { name: "handbook.md", exact: true }).click();
    await page.getByText("Part 1").first().waitFor();
    await accessible(page, "a document on a phone");
    await picture(page, "document-phone");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    assert.deepEqual(phone.faults, []);
    await phone.context.close();
  });

  test("one is deleted after a question, and found no more", async () => {
    const { page } = ada;
    await page.goto("/documents");
    await row(page, "handbook.md").getByRole("button", { name: "Delete handbook.md" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await row(page, "handbook.md").waitFor({ state: "detached" });
    await page.goto("/");
    await composer(page).waitFor();
    const from = record.sent.length;
    await say(page, "Who lights the lamp of the lighthouse now?");
    await page.waitForURL("**/c/*");
    await answered(page);
    assert.equal(
      record.sent.slice(from).some((body) => body.includes("lit by Quentin")),
      false,
    );
  });

  test("nothing was asked of another host, no error was thrown", () => {
    assert.deepEqual(ada.faults, []);
  });
});
