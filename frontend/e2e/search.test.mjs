// Finding and going: the palette, the search in everything that was said, and the keys.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  accessible,
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

const field = (page) => page.getByRole("combobox", { name: "Search everything, or go to a page" });
const active = (page) => page.locator("[role=option][aria-selected=true]");

describe("finding and going", { timeout: 180_000 }, () => {
  let provider;
  let mami;
  let browser;
  let ada;
  let conversation;

  before(async () => {
    const port = await freePort();
    provider = await upstream(port, "--text", "The gravity of the moon lifts the ocean twice a day.");
    mami = await Mami.start({
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      OPENAI_API_KEY: "sk-only-for-tests",
    });
    browser = await launch();
    ada = await visit(browser, mami, { reducedMotion: "reduce", bypassCSP: true });
    const { page } = ada;
    await setUp(page);
    await say(page, "Why are there tides?");
    await page.waitForURL("**/c/*");
    await answered(page);
    conversation = new URL(page.url()).pathname;
    await page.evaluate(async () => {
      const id = location.pathname.split("/").pop();
      await fetch(`/api/v1/conversations/${id}`, {
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ title: "Ebb and flow" }),
      });
    });
    await page.getByRole("link", { name: "New chat" }).first().click();
    await composer(page).waitFor();
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
    await provider?.stop();
  });

  test("Ctrl and K opens it, at what is newest; Escape gives the focus back", async () => {
    const { page } = ada;
    await composer(page).focus();
    await page.keyboard.press("Control+k");
    await page.getByRole("option", { name: /^Ebb and flow/ }).waitFor();
    await accessible(page, "palette");
    await picture(page, "palette");
    await page.keyboard.press("Escape");
    await field(page).waitFor({ state: "detached" });
    assert.equal(await composer(page).evaluate((node) => node === document.activeElement), true);
  });

  test("what was said is found, with the words marked, and Enter goes to it", async () => {
    const { page } = ada;
    await page.keyboard.press("Control+k");
    await field(page).fill("gravity");
    const hit = page.getByRole("group", { name: "Messages" }).getByRole("option").first();
    await hit.waitFor();
    assert.equal((await hit.locator("mark").first().textContent()).toLowerCase(), "gravity");
    await accessible(page, "search");
    await picture(page, "search");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === conversation && url.searchParams.has("m"));
    await page.getByText("lifts the ocean twice a day").waitFor();
  });

  test("a title is found by a part of it, whatever its case", async () => {
    const { page } = ada;
    await page.getByRole("link", { name: "New chat" }).first().click();
    await page.keyboard.press("Control+k");
    await field(page).fill("FLOW");
    await page
      .getByRole("group", { name: "Conversations" })
      .getByRole("option", { name: /Ebb and flow/ })
      .waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === conversation);
  });

  test("pages are named, and the arrows go round", async () => {
    const { page } = ada;
    await page.keyboard.press("Control+k");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowUp");
    assert.match(await active(page).textContent(), /Keyboard shortcuts/);
    await field(page).fill("person");
    await page.getByRole("option", { name: "Personas" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/personas");
  });

  test("what is nowhere is said to be nowhere", async () => {
    const { page } = ada;
    await page.keyboard.press("Control+k");
    await field(page).fill("zzzyx qqq");
    await page.getByText("Nothing was found.").waitFor();
    await page.keyboard.press("Escape");
    await field(page).waitFor({ state: "detached" });
  });

  test("the theme changes from it", async () => {
    const { page } = ada;
    await page.keyboard.press("Control+k");
    await field(page).fill("dark theme");
    await page.getByRole("option", { name: "Dark theme" }).click();
    await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
  });

  test("the question mark tells of the keys, and single keys can be turned off", async () => {
    const { page } = ada;
    await page.goto("/personas");
    await page.getByRole("heading", { name: "Personas" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
    await accessible(page, "keys");
    await picture(page, "keys");
    await page.getByLabel(/^Single keys/).uncheck();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await page.keyboard.press("Control+k");
    await field(page).waitFor();
    assert.equal(await page.getByRole("heading", { name: "Keyboard shortcuts" }).count(), 0);
    await field(page).fill("keyboard");
    await page.getByRole("option", { name: "Keyboard shortcuts" }).click();
    await page.getByLabel(/^Single keys/).check();
    await page.keyboard.press("Escape");
  });

  test("Ctrl, Shift and S hides the sidebar and brings it back; Ctrl, Shift and O begins a chat", async () => {
    const { page } = ada;
    const sidebar = page.getByRole("navigation", { name: "Conversations" });
    await page.keyboard.press("Control+Shift+S");
    await sidebar.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Open the conversations" }).click();
    await sidebar.waitFor();
    await page.keyboard.press("Control+Shift+O");
    await page.waitForURL((url) => url.pathname === "/");
  });

  test("on a phone a button in the sidebar opens it, and what is chosen closes both", async () => {
    const phone = await visit(browser, mami, {
      ...PHONE,
      colorScheme: "dark",
      reducedMotion: "reduce",
      bypassCSP: true,
    });
    const { page } = phone;
    await signIn(page);
    await page.getByRole("button", { name: "Open the conversations" }).click();
    await page.getByRole("button", { name: "Search" }).click();
    await field(page).fill("gravity");
    await page.getByRole("group", { name: "Messages" }).getByRole("option").first().waitFor();
    await accessible(page, "search on a phone");
    await picture(page, "search-phone");
    await page.getByRole("group", { name: "Messages" }).getByRole("option").first().click();
    await page.waitForURL((url) => url.pathname === conversation);
    await page.getByText("lifts the ocean twice a day").waitFor();
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.deepEqual(phone.faults, []);
    await phone.context.close();
  });

  test("nothing was asked of another host, no error was thrown", () => {
    assert.deepEqual(ada.faults, []);
  });
});
