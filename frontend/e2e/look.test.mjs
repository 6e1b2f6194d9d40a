// What people see: every main page in both themes and on a phone, checked by axe-core, kept as pictures.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessible, answered, launch, Mami, picture, say, setUp, signIn, visit } from "./mami.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

describe("the look", { timeout: 240_000 }, () => {
  let mami;
  let browser;
  let conversation;

  before(async () => {
    mami = await Mami.start();
    browser = await launch();
    const { page, context } = await visit(browser, mami);
    await page.goto("/setup");
    await page.getByLabel("Set-up token").waitFor();
    await picture(page, "setup");
    await setUp(page);
    await say(page, "Show me a Markdown demo.");
    await page.waitForURL("**/c/*");
    await answered(page);
    conversation = new URL(page.url()).pathname;
    await context.close();
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
  });

  for (const [name, options] of Object.entries({
    light: { colorScheme: "light" },
    dark: { colorScheme: "dark" },
    "phone-light": { ...PHONE, colorScheme: "light" },
    "phone-dark": { ...PHONE, colorScheme: "dark" },
  })) {
    test(`${name}: pages are accessible`, async () => {
      // Without motion nothing is caught half-way; axe itself needs the policy out of its way.
      const { page, context, faults } = await visit(browser, mami, {
        ...options,
        reducedMotion: "reduce",
        bypassCSP: true,
      });
      await page.goto("/login");
      await page.getByLabel("Username").waitFor();
      await accessible(page, "sign-in");
      await picture(page, `${name}-login`);
      await signIn(page);
      await page.getByText("Let me show you around.").waitFor();
      await accessible(page, "new chat");
      await picture(page, `${name}-new-chat`);
      await page.goto(conversation);
      await answered(page);
      await page.locator(".katex-display").waitFor();
      await accessible(page, "conversation");
      await picture(page, `${name}-conversation`);
      await page.getByRole("button", { name: /^Model/ }).click();
      await page.getByRole("menu").waitFor();
      await picture(page, `${name}-models`);
      await page.keyboard.press("Escape");
      await page.goto("/connect");
      await page.getByText("Not connected yet").first().waitFor();
      await accessible(page, "connect");
      await picture(page, `${name}-connect`);
      if (name.startsWith("phone")) {
        await page.getByRole("button", { name: "Open the conversations" }).click();
        await page.getByRole("dialog").getByRole("link").nth(1).waitFor();
        await accessible(page, "drawer");
        await picture(page, `${name}-drawer`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert.equal(wide, false, "the page scrolls sideways");
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test("themes and languages are kept with the account", async () => {
    const { page, context } = await visit(browser, mami);
    await signIn(page);
    await page.getByRole("button", { name: /Account and settings/ }).click();
    await page.getByRole("menuitem", { name: "Theme" }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).click();
    await page.getByRole("button", { name: /Account and settings/ }).click();
    await page.getByRole("menuitem", { name: "Language" }).click();
    await Promise.all([
      page.waitForResponse((response) => response.request().method() === "PATCH" && response.ok()),
      page.getByRole("menuitemradio", { name: "Deutsch" }).click(),
    ]);
    await page.getByRole("link", { name: "Neues Gespräch" }).first().waitFor();
    await context.close();

    const other = await visit(browser, mami);
    await signIn(other.page).catch(() => {});
    await other.page.getByRole("link", { name: "Neues Gespräch" }).first().waitFor();
    assert.equal(await other.page.evaluate(() => document.documentElement.dataset.theme), "dark");
    assert.equal(await other.page.evaluate(() => document.documentElement.lang), "de");
    await other.context.close();
  });
});
