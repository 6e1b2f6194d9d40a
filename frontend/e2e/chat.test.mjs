// The story of the first day, through the real binary and a real browser.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  answer,
  answered,
  composer,
  grownTo,
  launch,
  Mami,
  OWNER,
  prose,
  say,
  setUp,
  signIn,
  stopButton,
  storedAnswer,
  visit,
} from "./mami.mjs";

const STORY = "Tell me a long story.";

describe("the first day", { timeout: 240_000 }, () => {
  let mami;
  let browser;
  let ada;

  before(async () => {
    mami = await Mami.start();
    browser = await launch();
    ada = await visit(browser, mami);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
  });

  test("an unknown visitor is led to the set-up, and the token leaves the address bar", async () => {
    const { page } = ada;
    await page.goto("/");
    await page.waitForURL("**/setup");
    await setUp(page);
    assert.equal(new URL(page.url()).pathname, "/");
    assert.ok(!(await page.evaluate(() => JSON.stringify([history.state, location.href]))).includes("token"));
    await page.getByText("Only the built-in guide answers right now").waitFor();
  });

  test("a first message becomes a conversation with a title", async () => {
    const { page } = ada;
    await say(page, "How do I connect Groq?");
    await page.waitForURL("**/c/*");
    await answered(page);
    const stored = await storedAnswer(page);
    assert.equal(stored.status, "complete");
    await prose(page).getByText("GROQ_API_KEY").first().waitFor();
    const sidebar = page.getByRole("navigation", { name: "Conversations" });
    await sidebar.getByRole("link").nth(1).waitFor();
    assert.notEqual(await sidebar.getByRole("link").nth(1).textContent(), "Untitled");
  });

  test("a reload in the middle of an answer loses nothing", async () => {
    const { page } = ada;
    await page.getByRole("link", { name: "New chat" }).click();
    await say(page, STORY);
    await page.waitForURL("**/c/*");
    await grownTo(page, 300);
    await page.reload();
    await stopButton(page).waitFor();
    await grownTo(page, 600);
    await answered(page);
    const shown = await prose(page).textContent();
    const stored = await storedAnswer(page);
    assert.equal(stored.status, "complete");

    // The same answer told without a reload is the same text, shown the same way.
    await page.getByRole("link", { name: "New chat" }).click();
    await say(page, STORY);
    await page.waitForURL("**/c/*");
    await answered(page);
    assert.equal((await storedAnswer(page)).content, stored.content);
    assert.equal(await prose(page).textContent(), shown);
  });

  test("a second device sees an answer live, and either can stop it", async () => {
    const { page } = ada;
    const phone = await visit(browser, mami, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const path = new URL(page.url()).pathname;
    await signIn(phone.page, path);
    await answered(phone.page);
    await say(page, "And now another long story, please.");
    await stopButton(phone.page).waitFor();
    await phone.page.getByText("And now another long story").waitFor();
    await grownTo(phone.page, 200);
    await stopButton(phone.page).click();
    for (const device of [page, phone.page]) {
      await answer(device).getByText("You stopped this answer.").waitFor();
      await answered(device);
    }
    const stored = await storedAnswer(page);
    assert.equal(stored.status, "cancelled");
    assert.ok(stored.content.length > 150);
    assert.equal(await prose(page).textContent(), await prose(phone.page).textContent());
    assert.deepEqual(phone.faults, []);
    await phone.context.close();
  });

  test("an answer goes on while its reader looks elsewhere", async () => {
    const { page } = ada;
    await page.getByRole("link", { name: "New chat" }).click();
    await say(page, STORY);
    await page.waitForURL("**/c/*");
    await grownTo(page, 100);
    const path = new URL(page.url()).pathname;
    await page.getByRole("link", { name: "New chat" }).click();
    await composer(page).waitFor();
    await page.getByText("Let me show you around").waitFor();
    await page.locator(`a[href="${path}"]`).click();
    await stopButton(page).click();
    await answer(page).getByText("You stopped this answer.").waitFor();
  });

  test("trying again keeps the earlier answer beside the new one", async () => {
    const { page } = ada;
    await page.getByRole("button", { name: "Try again" }).last().click();
    await grownTo(page, 400);
    await page.keyboard.press("Escape");
    await answer(page).getByText("2 of 2").waitFor();
    const second = await prose(page).textContent();
    await page.getByRole("button", { name: "Earlier answer" }).click();
    await answer(page).getByText("1 of 2").waitFor();
    assert.notEqual(await prose(page).textContent(), second);
  });

  test("conversations can be renamed and deleted", async () => {
    const { page } = ada;
    const sidebar = page.getByRole("navigation", { name: "Conversations" });
    const current = sidebar.locator("[aria-current=page]").filter({ hasNotText: "New chat" });
    await current.focus();
    await page.keyboard.press("F2");
    await page.getByLabel("New title").fill("A story <b>cut short</b>");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "A story <b>cut short</b>" }).waitFor();
    await page.reload();
    await page.getByRole("link", { name: "A story <b>cut short</b>" }).hover();
    await page.getByRole("button", { name: "More for “A story <b>cut short</b>”" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Keep it" }).click();
    await page.getByRole("link", { name: "A story <b>cut short</b>" }).focus();
    await page.keyboard.press("Delete");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("link", { name: "A story <b>cut short</b>" }).waitFor({ state: "detached" });
    await page.waitForURL((url) => url.pathname === "/");
  });

  test("the legacy UI shows the same conversation", async () => {
    const { page } = ada;
    const title = await page
      .getByRole("navigation", { name: "Conversations" })
      .getByRole("link")
      .nth(1)
      .textContent();
    await page.locator('nav a[href^="/c/"]').first().click();
    await answered(page);
    const words = (await storedAnswer(page)).content.slice(0, 40);
    const legacy = await ada.context.newPage();
    await legacy.goto("/legacy/");
    await legacy.getByText(title.trim()).first().click();
    await legacy.getByText(words.split("\n")[0].replace(/[*#`]/g, "").trim()).first().waitFor();
    await legacy.close();
  });

  test("signing out closes the door, and the way back leads to where one was", async () => {
    const { page } = ada;
    const path = new URL(page.url()).pathname;
    await page.getByRole("button", { name: /Account and settings/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL("**/login*");
    await page.goto(path);
    await page.waitForURL("**/login?next=*");
    await page.getByLabel("Username").fill(OWNER.username);
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Username or password is not right.").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`**${path}`);
    await answered(page);
  });

  test("a killed server leaves an interrupted answer that can be continued", async () => {
    const { page } = ada;
    await page.getByRole("link", { name: "New chat" }).click();
    await say(page, STORY);
    await page.waitForURL("**/c/*");
    // More than the second by which saving may lag behind.
    await grownTo(page, 900);
    await mami.kill("SIGKILL");
    await answer(page).getByText("The connection was lost.").waitFor();
    await mami.run();
    await answer(page).getByText("This answer was cut off before its end.").waitFor();
    const stored = await storedAnswer(page);
    assert.equal(stored.status, "interrupted");
    assert.ok(stored.content.length > 300, `only ${stored.content.length} characters were kept`);
    await page.reload();
    await answer(page).getByText("This answer was cut off before its end.").waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    await answer(page).getByText("2 of 2").waitFor();
    await answered(page);
    const continued = await storedAnswer(page);
    assert.equal(continued.status, "complete");
    assert.ok(continued.content.startsWith(stored.content));
  });

  test("nothing was asked of another host, no policy was broken, no error was thrown", () => {
    assert.deepEqual(ada.faults, []);
  });
});
