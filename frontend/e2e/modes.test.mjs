// How a chat is held: private, temporary, with another persona; on a computer and on a phone.
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
  say,
  setUp,
  signIn,
  upstream,
  visit,
} from "./mami.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const STORY = "Tell me a long story.";

const more = (page) => page.getByRole("button", { name: /^Add files/ });
const conversations = (page) =>
  page.evaluate(async () => (await (await fetch("/api/v1/conversations")).json()).items);
const conversation = (page) =>
  page.evaluate(async () => {
    const id = location.pathname.split("/").pop();
    return (await fetch(`/api/v1/conversations/${id}`)).json();
  });

describe("how a chat is held", { timeout: 180_000 }, () => {
  let provider;
  let mami;
  let browser;
  let visitor;

  before(async () => {
    const port = await freePort();
    provider = await upstream(port, "--text", "From far away.", "--first-token-ms", "20");
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

  test("private: only what runs on this machine answers, and the chat says so", async () => {
    const { page } = visitor;
    await more(page).click();
    await page.getByRole("menuitemcheckbox", { name: /Private chat/ }).click();
    await page.getByRole("button", { name: "Private: stays on this machine" }).click();
    await page.getByRole("dialog", { name: "This chat is private" }).waitFor();
    await accessible(page, "a private chat explained");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Model/ }).click();
    await page.getByRole("menuitemradio", { name: /Built-in guide/ }).waitFor();
    assert.equal(await page.getByRole("menuitemradio", { name: "scripted" }).count(), 0);
    await page.keyboard.press("Escape");
    await say(page, "What can Mami do?");
    await page.waitForURL("**/c/*");
    await answered(page);
    assert.equal((await conversation(page)).private, true);
    await page.reload();
    await page.getByRole("button", { name: "Private: stays on this machine" }).waitFor();
    await picture(page, "private");
    await page.getByRole("link", { name: "New chat" }).click();
    await page.getByRole("button", { name: "Private: stays on this machine" }).waitFor({ state: "detached" });
  });

  test("temporary: it goes on while one stays, and nothing of it is stored", async () => {
    const { page } = visitor;
    const before = (await conversations(page)).length;
    await more(page).click();
    await page.getByRole("menuitemcheckbox", { name: /Temporary chat/ }).click();
    await page.getByText("Nothing of it is stored.").waitFor();
    await say(page, "A secret question?");
    await answered(page);
    const second = page.waitForRequest("**/api/v1/chat");
    await say(page, "And another one?");
    const asked = (await second).postDataJSON();
    assert.equal(asked.temporary, true);
    assert.deepEqual(
      asked.history.map(({ role }) => role),
      ["user", "assistant"],
    );
    await answered(page);
    await accessible(page, "a temporary chat");
    await picture(page, "temporary");
    assert.equal(new URL(page.url()).pathname, "/");
    assert.equal((await conversations(page)).length, before);
    assert.equal(await page.evaluate(() => JSON.stringify({ ...sessionStorage }).includes("secret")), false);
    await page.getByRole("link", { name: "New chat" }).click();
    await page.getByText("A secret question?").waitFor({ state: "detached" });
    await page.getByText("Nothing of it is stored.").waitFor({ state: "detached" });
  });

  test("a persona greets, speaks, and can be changed in the middle", async () => {
    const { page } = visitor;
    await more(page).click();
    await page.getByRole("menuitem", { name: "Who speaks" }).click();
    await page.getByRole("menuitemradio", { name: /Tutor/ }).click();
    await page.getByText("What would you like to understand?").waitFor();
    await accessible(page, "a persona's greeting");
    await picture(page, "persona");
    await page.getByRole("button", { name: "Explain fractions to me from the start" }).click();
    await composer(page).press("Enter");
    await page.waitForURL("**/c/*");
    await answered(page);
    await answer(page)
      .getByText(/^Tutor · openai\//)
      .waitFor();
    const tutor = (await conversation(page)).persona_id;
    assert.ok(tutor);
    await page.reload();
    await page.getByRole("button", { name: "Tutor speaks" }).click();
    await Promise.all([
      page.waitForResponse((response) => response.request().method() === "PATCH" && response.ok()),
      page.getByRole("menuitemradio").first().click(),
    ]);
    await page.getByRole("button", { name: "Tutor speaks" }).waitFor({ state: "detached" });
    assert.ok(!(await conversation(page)).persona_id);
  });

  test("on a phone everything fits, and can be pressed", async () => {
    const { page, context, faults } = await visit(browser, mami, {
      ...PHONE,
      colorScheme: "dark",
      reducedMotion: "reduce",
      bypassCSP: true,
    });
    await signIn(page);
    await more(page).tap();
    await page.getByRole("menuitem", { name: "Take a photo" }).waitFor();
    await accessible(page, "the composer's menu on a phone");
    await picture(page, "phone-dark-more");
    await page.getByRole("menuitem", { name: "Who speaks" }).tap();
    await page.getByRole("menuitemradio", { name: /Tutor/ }).tap();
    await say(page, STORY);
    await page.waitForURL("**/c/*");
    await answered(page);
    await answer(page).getByRole("button", { name: "Try again" }).tap();
    await answer(page).getByText("2 of 2").waitFor();
    await answered(page);
    await accessible(page, "messages on a phone");
    await picture(page, "phone-dark-actions");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false, "the page scrolls sideways");
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("nothing else was asked, nothing was thrown", () => {
    assert.deepEqual(visitor.faults, []);
  });
});
