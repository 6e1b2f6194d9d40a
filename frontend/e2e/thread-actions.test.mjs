// What can be done with messages: change, quote, compare, continue, delete; and what waits to be said next.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  accessible,
  answer,
  answered,
  composer,
  freePort,
  grownTo,
  launch,
  Mami,
  picture,
  prose,
  say,
  setUp,
  stopButton,
  storedAnswer,
  upstream,
  visit,
} from "./mami.mjs";

const STORY = "Tell me a long story.";
const questions = (page) =>
  page.getByRole("article").filter({ has: page.getByRole("heading", { name: "You", exact: true }) });
const messages = (page) =>
  page.evaluate(async () => {
    const id = location.pathname.split("/").pop();
    return (await (await fetch(`/api/v1/conversations/${id}/messages?limit=200`)).json()).items;
  });

describe("messages", { timeout: 240_000 }, () => {
  let mami;
  let browser;
  let visitor;

  before(async () => {
    mami = await Mami.start();
    browser = await launch();
    visitor = await visit(browser, mami, { reducedMotion: "reduce", bypassCSP: true });
    await setUp(visitor.page);
    await say(visitor.page, "What can Mami do?");
    await visitor.page.waitForURL("**/c/*");
    await answered(visitor.page);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
  });

  test("are changed in their place, and both versions stay", async () => {
    const { page } = visitor;
    const question = questions(page).last();
    await question.hover();
    await question.getByRole("button", { name: "Change your message" }).click();
    const editor = page.getByRole("textbox", { name: "Your message, changed" });
    await editor.press("Escape");
    await question.getByText("What can Mami do?").waitFor();
    await question.getByRole("button", { name: "Change your message" }).click();
    await editor.fill("Where is my data kept?");
    // A reload in between loses no word.
    await page.reload();
    await editor.waitFor();
    assert.equal(await editor.inputValue(), "Where is my data kept?");
    await accessible(page, "editing");
    await editor.press("Enter");
    await questions(page).last().getByText("2 of 2").waitFor();
    await answered(page);
    assert.equal((await messages(page)).length, 4);
    await questions(page).last().getByRole("button", { name: "Earlier version" }).click();
    await questions(page).getByText("What can Mami do?").waitFor();
    await questions(page).last().getByRole("button", { name: "Later version" }).click();
  });

  test("are quoted, whole or what is selected", async () => {
    const { page } = visitor;
    const question = questions(page).last();
    await question.hover();
    await question.getByRole("button", { name: "Quote in your next message" }).click();
    await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
    assert.equal(await composer(page).inputValue(), "> Where is my data kept?\n\n");
    await composer(page).fill("");
    await prose(page).evaluate((element) => {
      const range = document.createRange();
      const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
      range.setStart(text, 0);
      range.setEnd(text, 8);
      document.getSelection().removeAllRanges();
      document.getSelection().addRange(range);
    });
    const selected = await page.evaluate(() => document.getSelection().toString().trim());
    await answer(page).getByRole("button", { name: "Quote in your next message" }).click();
    await page.waitForFunction(() => document.querySelector("form textarea").value !== "");
    assert.equal(await composer(page).inputValue(), `> ${selected}\n\n`);
    await composer(page).fill("");
  });

  test("are answered again by a chosen model, compared, and one is kept", async () => {
    const { page } = visitor;
    await answer(page).getByRole("button", { name: "Answer with another model" }).click();
    await page.getByRole("menuitem", { name: "Automatic" }).click();
    await answer(page).getByText("2 of 2").waitFor();
    await answered(page);
    const second = (await storedAnswer(page)).id;
    await answer(page).getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Compare the answers" }).click();
    const dialog = page.getByRole("dialog", { name: "2 answers to the same message" });
    await dialog.getByText("Answer 2").first().waitFor();
    await accessible(page, "comparing");
    await picture(page, "compare");
    await dialog.getByRole("button", { name: "Keep this one" }).first().click();
    await dialog.waitFor({ state: "detached" });
    await answer(page).getByText("1 of 2").waitFor();
    assert.notEqual((await storedAnswer(page)).id, second);
    await page.reload();
    await answer(page).getByText("1 of 2").waitFor();
  });

  test("are deleted after a question: an answer alone, or the whole turn", async () => {
    const { page } = visitor;
    const before = (await messages(page)).length;
    await answer(page).getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete this part of the conversation?" });
    await dialog.getByText("This one of 2 answers").waitFor();
    await accessible(page, "deleting");
    await dialog.getByRole("button", { name: "Keep it" }).click();
    assert.equal((await messages(page)).length, before);
    await answer(page).getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await answer(page).getByText("1 of 2").waitFor({ state: "detached" });
    assert.equal((await messages(page)).length, before - 1);
    await questions(page).last().hover();
    await questions(page).last().getByRole("button", { name: "Delete" }).click();
    await dialog.getByText("Your message and every answer to it").waitFor();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await questions(page).getByText("What can Mami do?").waitFor();
    assert.equal((await messages(page)).length, 2);
  });

  test("that were stopped go on where they stopped", async () => {
    const { page } = visitor;
    await page.getByRole("link", { name: "New chat" }).click();
    await say(page, STORY);
    await page.waitForURL("**/c/*");
    await grownTo(page, 300);
    await page.keyboard.press("Escape");
    await answer(page).getByText("You stopped this answer.").waitFor();
    const stopped = await storedAnswer(page);
    await answer(page).getByRole("button", { name: "Continue" }).click();
    await answer(page).getByText("2 of 2").waitFor();
    await answered(page);
    const whole = await storedAnswer(page);
    assert.ok(whole.content.startsWith(stopped.content));
    assert.ok(whole.content.length > stopped.content.length);
  });

  test("wait for the answer before them, survive a reload, and can be changed and taken back", async () => {
    const { page } = visitor;
    await page.getByRole("link", { name: "New chat" }).click();
    await say(page, STORY);
    await page.waitForURL("**/c/*");
    await grownTo(page, 100);
    for (const text of ["What can Mami do?", "not this one", "Where is it?"]) await say(page, text);
    const waiting = page.getByRole("region", { name: "Messages that wait" });
    await waiting.getByText("Goes when the answer is there").waitFor();
    await page.reload();
    await waiting.getByText("not this one").waitFor();
    const entry = (text) => waiting.getByRole("listitem").filter({ hasText: text });
    await entry("not this one").getByRole("button", { name: "Do not send it" }).click();
    await entry("Where is it?").getByRole("button", { name: "Change this message" }).click();
    await page.getByRole("textbox", { name: "The waiting message" }).fill("Where is my data kept?");
    await page.keyboard.press("Enter");
    await accessible(page, "waiting messages");
    await picture(page, "queue");
    await stopButton(page).waitFor();
    await waiting.waitFor({ state: "detached", timeout: 60_000 });
    await answered(page);
    const said = (await messages(page)).filter(({ role }) => role === "user").map(({ content }) => content);
    assert.deepEqual(said, [STORY, "What can Mami do?", "Where is my data kept?"]);
  });

  test("that ask for a picture are kept, and answered in text with one press", async () => {
    const { page } = visitor;
    await answer(page).getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Paint this" }).click();
    await answer(page).getByText("Mami cannot paint pictures yet.").waitFor();
    await answer(page).getByText("Understood as: a picture to paint").waitFor();
    await accessible(page, "a picture that is not painted");
    await answer(page).getByRole("button", { name: "Answer in text instead" }).click();
    await answer(page).getByText("3 of 3").waitFor();
    await answered(page);
    assert.equal((await storedAnswer(page)).status, "complete");
  });

  test("nothing else was asked, nothing was thrown", () => {
    assert.deepEqual(visitor.faults, []);
  });
});

describe("an answer that takes its time", { timeout: 120_000 }, () => {
  let provider;
  let mami;
  let browser;
  let visitor;

  before(async () => {
    const port = await freePort();
    provider = await upstream(
      port,
      "--reasoning",
      "First the moon. Then the sun, and both at once.",
      "--text",
      "Tides follow the **moon**.",
      "--token-ms",
      "150",
    );
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

  test("thinks in one line, and says afterwards how long it did", async () => {
    const { page } = visitor;
    await say(page, "Why are there tides?");
    await page.waitForURL("**/c/*");
    await answer(page).getByText("Thinking…").waitFor();
    await answered(page);
    await answer(page)
      .getByText(/^Thought for/)
      .waitFor();
    const thought = answer(page).locator("details p");
    assert.equal(await thought.isVisible(), false);
    await answer(page)
      .getByText(/^Thought for/)
      .click();
    await thought.getByText("First the moon.").waitFor();
    await page.reload();
    await answer(page)
      .getByText(/^Thought for/)
      .waitFor();
    assert.deepEqual(visitor.faults, []);
  });
});

describe("a model that does not answer", { timeout: 120_000 }, () => {
  let silent;
  let willing;
  let mami;
  let browser;
  let visitor;

  before(async () => {
    const ports = [await freePort(), await freePort()];
    silent = await upstream(ports[0], "--fault", "status:503");
    willing = await upstream(ports[1], "--text", "Because of the **moon**.");
    mami = await Mami.start({
      OPENAI_BASE_URL: `http://127.0.0.1:${ports[0]}/v1`,
      OPENAI_API_KEY: "sk-only-for-tests",
      OLLAMA_HOST: `http://127.0.0.1:${ports[1]}`,
    });
    browser = await launch();
    visitor = await visit(browser, mami);
    await setUp(visitor.page);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
    await silent?.stop();
    await willing?.stop();
  });

  test("is stood in for by another, and the answer says so, stored as well", async () => {
    const { page } = visitor;
    await say(page, "Why are there tides?");
    await page.waitForURL("**/c/*");
    const label = answer(page).getByText(
      /^Answered by ollama\/\S+, because openai\/scripted did not answer\.$/,
    );
    await label.waitFor();
    await answered(page);
    assert.equal(await prose(page).textContent(), "Because of the moon.");
    await page.reload();
    await label.waitFor();
    assert.deepEqual(visitor.faults, []);
  });
});
