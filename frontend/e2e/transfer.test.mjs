// In, out, and to others: importing, exporting, sharing by a link.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessible, answered, launch, Mami, picture, say, setUp, visit } from "./mami.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

const text = (parts) => ({ content_type: "text", parts });
const message = (role, at, said) => ({
  id: `${role}-${at}`,
  author: { role },
  create_time: at,
  content: text([said]),
  status: "finished_successfully",
});

/** Conversations as ChatGPT gives them out. */
const chatgpt = (count) =>
  Array.from({ length: count }, (_, index) => ({
    id: `conversation-${index}`,
    conversation_id: `conversation-${index}`,
    title: `Imported ${index}`,
    create_time: 1_700_000_000 + index,
    update_time: 1_700_000_100 + index,
    current_node: "b",
    mapping: {
      root: { id: "root", parent: null, children: ["a"], message: null },
      a: {
        id: "a",
        parent: "root",
        children: ["b"],
        message: message("user", 1_700_000_001, "What is a quasar?"),
      },
      b: {
        id: "b",
        parent: "a",
        children: [],
        message: message("assistant", 1_700_000_002, "A very bright and distant galaxy core."),
      },
    },
  }));

const asFile = (name, value) => ({
  name,
  mimeType: "application/json",
  buffer: Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
});

describe("in, out and to others", { timeout: 180_000 }, () => {
  let mami;
  let browser;
  let ada;
  let link;

  before(async () => {
    mami = await Mami.start();
    browser = await launch();
    ada = await visit(browser, mami, { reducedMotion: "reduce", bypassCSP: true, acceptDownloads: true });
    await setUp(ada.page);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
  });

  test("a file from elsewhere comes in, and the page says what came of it", async () => {
    const { page } = ada;
    await page.goto("/import");
    await page.getByRole("button", { name: "Pick a file" }).waitFor();
    await accessible(page, "import");
    await page.locator("input[type=file]").setInputFiles(asFile("conversations.json", chatgpt(3)));
    await page.getByText("conversations.json has been imported").waitFor();
    await page.getByText("3 conversations imported.").waitFor();
    await accessible(page, "import, done");
    await picture(page, "import");
    const sidebar = page.getByRole("navigation", { name: "Conversations" });
    await sidebar.getByRole("link", { name: "Imported 2" }).click();
    await page.getByText("A very bright and distant galaxy core.").waitFor();
  });

  test("the same file again brings nothing twice", async () => {
    const { page } = ada;
    await page.goto("/import");
    await page.getByRole("heading", { name: "Earlier imports" }).waitFor();
    await page.locator("input[type=file]").setInputFiles(asFile("again.json", chatgpt(4)));
    await page.getByText("again.json has been imported").waitFor();
    await page.getByText("1 conversation imported. 3 were here already.").waitFor();
  });

  test("what cannot be read is refused with a reason, and harms nothing", async () => {
    const { page } = ada;
    await page.locator("input[type=file]").setInputFiles(asFile("nonsense.json", "this is no JSON"));
    await page
      .getByText(/The import has failed\.|could not be|cannot be/)
      .first()
      .waitFor();
    await page
      .getByRole("navigation", { name: "Conversations" })
      .getByRole("link", { name: "Imported 1" })
      .waitFor();
  });

  test("everything goes out as one file", async () => {
    const { page } = ada;
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "All as JSON" }).click();
    assert.match((await download).suggestedFilename(), /\.zip$/);
  });

  test("a link shows a conversation, as it is now, to who is not signed in", async () => {
    const { page } = ada;
    await page.goto("/");
    await say(page, "Show me a Markdown demo.");
    await page.waitForURL("**/c/*");
    await answered(page);
    const title = await page.getByRole("banner").getByRole("paragraph").textContent();
    const open = page
      .getByRole("navigation", { name: "Conversations" })
      .locator("a[aria-current=page][href*='/c/']");
    await open.hover();
    await page.getByRole("button", { name: `More for “${title}”` }).click();
    await page.getByRole("menuitem", { name: "Share" }).click();
    await page.getByRole("button", { name: "Make a link" }).click();
    link = await page.getByRole("dialog").locator("code").textContent();
    assert.match(link, /\/s\/[\w-]{20,}$/);
    await page.getByText(/^Made on/).waitFor();
    await accessible(page, "sharing");
    await picture(page, "share");
    await page.getByRole("button", { name: "Close" }).click();

    const stranger = await visit(browser, mami, { reducedMotion: "reduce", bypassCSP: true });
    await stranger.page.goto(new URL(link).pathname);
    await stranger.page.getByRole("heading", { level: 1, name: "Show me a Markdown demo." }).waitFor();
    await stranger.page.locator(".prose table").first().waitFor();
    assert.match(await stranger.page.locator("meta[name=robots]").getAttribute("content"), /noindex/);
    assert.equal(await stranger.page.getByRole("navigation").count(), 0);
    await accessible(stranger.page, "a shared conversation");
    await picture(stranger.page, "shared");
    assert.deepEqual(stranger.faults, []);
    await stranger.context.close();

    const phone = await visit(browser, mami, { ...PHONE, colorScheme: "dark", bypassCSP: true });
    await phone.page.goto(new URL(link).pathname);
    await phone.page.locator(".prose table").first().waitFor();
    await accessible(phone.page, "a shared conversation on a phone");
    await picture(phone.page, "shared-phone");
    assert.equal(await phone.page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    await phone.context.close();
  });

  test("the page of all links takes one back, and nothing is behind it any more", async () => {
    const { page } = ada;
    await page.goto("/shares");
    await page.getByRole("button", { name: /^Take back the link/ }).waitFor();
    await accessible(page, "shared links");
    await picture(page, "shares");
    await page.getByRole("button", { name: /^Take back the link/ }).click();
    await page.getByText("You share nothing.").waitFor();
    await page.goto(new URL(link).pathname);
    await page.getByRole("heading", { name: "There is nothing behind this link" }).waitFor();
    await accessible(page, "a link that was taken back");
  });

  test("a private conversation cannot be shared, and the page says why", async () => {
    const { page } = ada;
    await page.goto("/");
    await page.evaluate(() =>
      fetch("/api/v1/conversations", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ title: "Diary", private: true }),
      }),
    );
    await page.reload();
    const sidebar = page.getByRole("navigation", { name: "Conversations" });
    await sidebar.getByRole("link", { name: /Diary/ }).hover();
    await page.getByRole("button", { name: "More for “Diary”" }).click();
    await page.getByRole("menuitem", { name: "Share" }).click();
    await page.getByText("This conversation is private.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Make a link" }).count(), 0);
  });

  test("nothing was asked of another host, no error was thrown", () => {
    assert.deepEqual(ada.faults, []);
  });
});
