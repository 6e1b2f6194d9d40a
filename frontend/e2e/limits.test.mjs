// Where a model comes to its limits: a conversation that it cannot be shown whole, and more questions than it takes at once.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  accessible,
  answered,
  freePort,
  grownTo,
  launch,
  Mami,
  picture,
  prose,
  say,
  setUp,
  signIn,
  stopButton,
  upstream,
  visit,
} from "./mami.mjs";

describe("a conversation that outgrows its model", { timeout: 120_000 }, () => {
  const SUMMARY = "Ada asked about the tides.";
  let provider;
  let mami;
  let browser;
  let visitor;

  before(async () => {
    const port = await freePort();
    provider = await upstream(port, "--text", SUMMARY);
    mami = await Mami.start({
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      OPENAI_API_KEY: "sk-only-for-tests",
    });
    browser = await launch();
    visitor = await visit(browser, mami, { reducedMotion: "reduce", bypassCSP: true });
    await setUp(visitor.page);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
    await provider?.stop();
  });

  test("is summarised for it, which can be read, corrected and deleted", async () => {
    const { page } = visitor;
    const id = await page.evaluate(async () => {
      const ask = async (content, conversation_id) => {
        const body = { message: { content }, model: "openai/scripted-small", conversation_id, stream: false };
        const response = await fetch("/api/v1/chat", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        });
        return (await response.json()).conversation_id;
      };
      const long = "the sea comes and the sea goes ".repeat(100);
      let id = await ask(`Why are there tides? ${long}`);
      for (const topic of ["the moon", "the sun"]) id = await ask(`And ${topic}? ${long}`, id);
      return id;
    });
    // It is written behind the answer, on nobody's time.
    const message_id = await page.evaluate(async (id) => {
      for (;;) {
        const { items } = await (await fetch(`/api/v1/conversations/${id}/summaries`)).json();
        if (items.length > 0) return items[0].message_id;
        await new Promise((done) => setTimeout(done, 50));
      }
    }, id);
    // Only what is near the reader is in the page: they go to where the summary ends.
    await page.goto(`/c/${id}?m=${message_id}`);
    await answered(page);
    const divider = page.getByRole("button", { name: "Earlier messages are summarised for the model" });
    await divider.click();
    const dialog = page.getByRole("dialog", { name: "What the model is told of the earlier messages" });
    assert.equal(await dialog.getByRole("textbox", { name: "Summary" }).inputValue(), SUMMARY);
    await accessible(page, "a summary");
    await picture(page, "summary");
    await dialog.getByRole("textbox", { name: "Summary" }).fill("Ada asked about tides and ships.");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.reload();
    await answered(page);
    await divider.click();
    await dialog.getByText("changed by you").waitFor();
    assert.equal(await dialog.getByRole("textbox").inputValue(), "Ada asked about tides and ships.");
    await dialog.getByRole("button", { name: "Delete the summary" }).click();
    await divider.waitFor({ state: "detached" });
    await page.reload();
    await answered(page);
    assert.equal(await divider.count(), 0);
    assert.deepEqual(visitor.faults, []);
  });
});

describe("a model that serves one at a time", { timeout: 120_000 }, () => {
  let provider;
  let mami;
  let browser;
  let visitor;

  before(async () => {
    const port = await freePort();
    provider = await upstream(port);
    mami = await Mami.start({
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      OPENAI_API_KEY: "sk-only-for-tests",
      MAMI_PROVIDERS__OPENAI__MAX_CONCURRENT: "1",
    });
    browser = await launch();
    visitor = await visit(browser, mami, { reducedMotion: "reduce" });
    await setUp(visitor.page);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
    await provider?.stop();
  });

  test("tells whoever comes later how many are before them", async () => {
    const { page } = visitor;
    await say(page, "[[tokens=100000 every=20]]");
    await page.waitForURL("**/c/*");
    await grownTo(page, 20);
    const waiting = [];
    for (const place of ["You are next at openai/scripted", "1 before you at openai/scripted"]) {
      // From a browser of its own: one alone opens only so many connections.
      const { page: other } = await visit(browser, mami);
      await signIn(other);
      await say(other, "[[say=Thank you for waiting.]]");
      await other.getByText(place).waitFor();
      waiting.push(other);
    }
    await picture(waiting[1], "waiting");
    await stopButton(page).click();
    for (const other of waiting) {
      await answered(other);
      assert.equal(await prose(other).textContent(), "Thank you for waiting.");
    }
    assert.deepEqual(visitor.faults, []);
  });
});
