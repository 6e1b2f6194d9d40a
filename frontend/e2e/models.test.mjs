// With a real provider connected (its scripted stand-in): choosing, thinking aloud, failing, coming back.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  answer,
  answered,
  composer,
  freePort,
  launch,
  Mami,
  prose,
  say,
  setUp,
  storedAnswer,
  upstream,
  visit,
} from "./mami.mjs";

const SCRIPT = [
  "--reasoning",
  "First I think of the moon.",
  "--text",
  "Tides follow the **moon**.",
  "--first-token-ms",
  "50",
];

describe("a connected model", { timeout: 120_000 }, () => {
  let port;
  let provider;
  let mami;
  let browser;
  let visitor;

  before(async () => {
    port = await freePort();
    provider = await upstream(port, ...SCRIPT);
    mami = await Mami.start({
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      OPENAI_API_KEY: "sk-only-for-tests",
    });
    browser = await launch();
    visitor = await visit(browser, mami);
    await setUp(visitor.page);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
    await provider?.stop();
  });

  test("is found, checked and chosen", async () => {
    const { page } = visitor;
    await page.goto("/connect");
    const card = page.getByRole("region", { name: "OpenAI, or anything compatible" });
    await card.getByRole("button", { name: "Check" }).click();
    await card.getByText(/^Connected, \d+ models?$/).waitFor();
    const groq = page.getByRole("region", { name: "Groq" });
    await groq.getByRole("button", { name: "Check" }).click();
    await groq.getByText("Mami has found no key.").waitFor();
    await page.getByRole("link", { name: "New chat" }).click();
    await page.getByText("What is on your mind?").waitFor();
    await page.getByRole("button", { name: /^Model/ }).click();
    await page.getByRole("menuitemradio", { name: "scripted", exact: true }).click();
    await page.getByRole("button", { name: "Model: scripted" }).waitFor();
  });

  test("thinks aloud in a fold, and answers below it", async () => {
    const { page } = visitor;
    await say(page, "Why are there tides?");
    await page.waitForURL("**/c/*");
    await answered(page);
    assert.equal(await prose(page).textContent(), "Tides follow the moon.");
    const thought = answer(page).getByText("First I think of the moon.");
    assert.equal(await thought.isVisible(), false);
    await answer(page)
      .getByText(/^Thought/)
      .click();
    await thought.waitFor();
    assert.match(await answer(page).locator("footer").textContent(), /openai\/scripted/);
  });

  test("that is gone fails with a way on, and comes back by itself", async () => {
    const { page } = visitor;
    await provider.stop();
    await say(page, "And why two a day?");
    await answer(page).getByText("The model does not answer.").waitFor();
    assert.equal((await storedAnswer(page)).status, "failed");
    provider = await upstream(port, ...SCRIPT);
    await page.goto("/connect");
    const card = page.getByRole("region", { name: "OpenAI, or anything compatible" });
    await card.getByRole("button", { name: "Check" }).click();
    await card.getByText(/^Connected/).waitFor();
    await page.goBack();
    await answer(page).getByText("The model does not answer.").waitFor();
    await answer(page).getByRole("button", { name: "Try again" }).first().click();
    await answer(page).getByText("2 of 2").waitFor();
    await answered(page);
    assert.equal(await prose(page).textContent(), "Tides follow the moon.");
  });

  test("nothing else was asked, nothing was thrown", async () => {
    await composer(visitor.page).waitFor();
    assert.deepEqual(visitor.faults, []);
  });
});
