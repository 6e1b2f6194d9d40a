// What is remembered: said in a chat, recalled in another one, corrected, forgotten; and the page that shows all of it.
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

const chip = (page) => answer(page).getByRole("button", { name: /^Recalled \d+ note/ });
const recalled = (page) => answer(page).getByRole("list", { name: "What was recalled" });
const list = (page) => page.getByRole("list", { name: "Remembered", exact: true });
const memories = (page) =>
  page.evaluate(async () => (await (await fetch("/api/v1/memories")).json()).items.map(({ text }) => text));

describe("memory", { timeout: 180_000 }, () => {
  let provider;
  let record;
  let mami;
  let browser;
  let ada;

  /** Asks in a new chat, and gives what the model was sent for that. */
  async function ask(text) {
    const { page } = ada;
    await page.goto("/");
    await composer(page).waitFor();
    const from = record.sent.length;
    await say(page, text);
    await page.waitForURL("**/c/*");
    await answered(page);
    return record.sent.slice(from).find((body) => body.includes(text)) ?? "";
  }

  before(async () => {
    const port = await freePort();
    provider = await upstream(
      port,
      "--text",
      "You have a dog [m1], so I hear [m9].",
      "--first-token-ms",
      "20",
    );
    record = await recorder(port);
    mami = await Mami.start({
      OPENAI_BASE_URL: `http://127.0.0.1:${record.port}/v1`,
      OPENAI_API_KEY: "sk-only-for-tests",
      // A debug build on a busy machine needs longer than the default allows.
      MAMI_MEMORY__RECALL_MS: "5000",
    });
    browser = await launch();
    ada = await visit(browser, mami, { reducedMotion: "reduce", bypassCSP: true, acceptDownloads: true });
    await setUp(ada.page);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
    record?.stop();
    await provider?.stop();
  });

  test("an empty page says what to do", async () => {
    const { page } = ada;
    await page.getByRole("button", { name: /Account and settings/ }).click();
    await page.getByRole("menuitem", { name: "Memory" }).click();
    await page.getByText("Nothing is remembered yet.").waitFor();
    await accessible(page, "memory, empty");
    await picture(page, "memory-empty");
  });

  test("what is said is remembered, and can be taken back at once", async () => {
    const { page } = ada;
    await ask("Remember that my dog is called Biscuit.");
    const done = answer(page).getByRole("list", { name: "What was remembered or forgotten" });
    await done.getByText(/Remembered: .*Biscuit/).waitFor();
    await accessible(page, "an answer that remembers");
    await picture(page, "memory-remembered");
    await done.getByRole("button", { name: "Undo" }).click();
    await done.getByText("Not remembered after all.").waitFor();
    assert.deepEqual(await memories(page), []);
    await ask("Remember that my dog is called Biscuit.");
    assert.equal((await memories(page)).length, 1);
  });

  test("it is recalled in another conversation, with its reasons and its source", async () => {
    const { page } = ada;
    const sent = await ask("What is my dog called?");
    assert.match(sent, /Biscuit/);
    await chip(page).click();
    const item = recalled(page).getByRole("listitem").filter({ hasText: "Biscuit" }).first();
    await item.getByText(/Mami is always told this|It has your words/).waitFor();
    await item.getByRole("link").first().waitFor();
    // The note that it was given is a citation; the one that it made up is text.
    await answer(page).locator(".prose button.prose-cite, .prose a.prose-cite").first().waitFor();
    await answer(page).getByText("[m9]").waitFor();
    await accessible(page, "what was recalled");
    await picture(page, "memory-recalled");
    await item.getByRole("link").first().click();
    await page.getByText("Remember that my dog is called Biscuit.").first().waitFor();
  });

  test("it is corrected where it was recalled", async () => {
    const { page } = ada;
    await ask("Tell me the name of my dog");
    await chip(page).click();
    const item = recalled(page)
      .getByRole("listitem")
      .filter({ has: page.getByRole("button", { name: "Fix it" }) })
      .first();
    await item.getByRole("button", { name: "Fix it" }).click();
    const field = recalled(page).getByLabel("What Mami should remember");
    await field.fill("My dog is called Waffle");
    await accessible(page, "correcting what was recalled");
    await recalled(page).getByRole("button", { name: "Save" }).click();
    await field.waitFor({ state: "detached" });
    await recalled(page).getByText("My dog is called Waffle").waitFor();
    assert.deepEqual(await memories(page), ["My dog is called Waffle"]);
    assert.match(await ask("How is my dog called again?"), /Waffle/);
  });

  test("the page shows its history, pins it, and finds it", async () => {
    const { page } = ada;
    await page.goto("/memory");
    const row = list(page).getByRole("listitem").filter({ hasText: "Waffle" });
    await row.getByRole("button", { name: /^History of/ }).click();
    const history = page.getByRole("list", { name: "History" });
    await history.getByText(/Biscuit/).waitFor();
    await history.getByText(/^Changed · by you/).waitFor();
    await row.getByRole("button", { name: /^Pin/ }).click();
    await list(page).getByText("Pinned", { exact: true }).waitFor();
    await page.getByRole("searchbox", { name: "Search" }).fill("nowhere");
    await page.getByText("Nothing that is remembered fits.").waitFor();
    await page.getByRole("searchbox", { name: "Search" }).fill("waffle");
    await list(page).getByText("My dog is called Waffle").first().waitFor();
    await page.getByRole("textbox", { name: "Message" }).fill("Where does my dog sleep?");
    await page.getByRole("button", { name: "Look" }).click();
    await page
      .getByRole("list", { name: "What would be recalled" })
      .getByText(/Waffle/)
      .first()
      .waitFor();
    await accessible(page, "memory");
    await picture(page, "memory");
  });

  test("what is written down is there; forgotten, it can be brought back", async () => {
    const { page } = ada;
    await page.goto("/memory");
    await page.getByLabel("Something to remember").fill("I am allergic to peanuts.");
    await page.getByRole("button", { name: "Remember it" }).click();
    await list(page).getByText("I am allergic to peanuts.").waitFor();
    await page.getByRole("button", { name: "Forget “I am allergic to peanuts.”" }).click();
    await page.getByText("Forgotten: I am allergic to peanuts.").waitFor();
    await accessible(page, "memory, something forgotten");
    await page.getByRole("button", { name: "Undo" }).click();
    await list(page).getByText("I am allergic to peanuts.").waitFor();
  });

  test("all of it goes out as a file and comes in again", async () => {
    const { page } = ada;
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Save all as a file" }).click();
    const path = await (await download).path();
    await page.locator("input[type=file]").setInputFiles({
      name: "notes.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("- I play the cello\n"),
    });
    await page.getByText("1 new memory; 0 were there already.").waitFor();
    await page.locator("input[type=file]").setInputFiles(path);
    await page.getByText("0 new memories; 2 were there already.").waitFor();
  });

  test("forgotten, it is in no prompt any more", async () => {
    const { page } = ada;
    await page.getByRole("button", { name: /^Forget “My dog is called Waffle/ }).click();
    await page.getByText(/^Forgotten: My dog/).waitFor();
    assert.doesNotMatch(await ask("What was the name of my dog?"), /Waffle/);
  });

  test("turned off, nothing is recalled, and the page says so", async () => {
    const { page } = ada;
    await page.goto("/memory");
    await page.getByLabel("Remember and recall").click();
    await page.getByText("You have turned memory off").waitFor();
    assert.doesNotMatch(await ask("Am I allergic to peanuts?"), /I am allergic to peanuts/);
    await page.goto("/memory");
    await page.getByLabel("Remember and recall").click();
    await page.getByText("You have turned memory off").waitFor({ state: "detached" });
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
    await page.goto("/memory");
    await list(page).getByText("I play the cello").waitFor();
    await accessible(page, "memory on a phone");
    await picture(page, "memory-phone");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    assert.deepEqual(phone.faults, []);
    await phone.context.close();
  });

  test("everything is forgotten once the word for it is typed", async () => {
    const { page } = ada;
    await page.getByRole("button", { name: "Forget everything" }).click();
    const dialog = page.getByRole("dialog", { name: "Forget everything?" });
    const button = dialog.getByRole("button", { name: "Forget everything" });
    assert.equal(await button.isDisabled(), true);
    await dialog.getByLabel("Type “forget” to go on").fill("forget");
    await accessible(page, "forgetting everything");
    await picture(page, "memory-forget");
    await button.click();
    await page.getByText("Nothing is remembered yet.").waitFor();
    assert.deepEqual(await memories(page), []);
  });

  test("nothing was asked of another host, no error was thrown", () => {
    assert.deepEqual(ada.faults, []);
  });
});
