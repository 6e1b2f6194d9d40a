// One's own account: its profile, second factor, keys, password, taking everything along, leaving; and the look of it all.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { accessible, composer, launch, Mami, OWNER, picture, setUp, signIn, visit } from "./mami.mjs";
import { code } from "./totp.mjs";

const GRACE = { username: "grace", name: "Grace", password: "seven quiet copper kettles" };
const NEW_PASSWORD = "nine loud paper lanterns";
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

const button = (page, name) => page.getByRole("button", { name, exact: true });
const region = (page, name) => page.getByRole("region", { name });
const password = (page) => page.getByLabel("Password", { exact: true });

async function enter(page, username, secret) {
  await page.goto("/login");
  await page.getByLabel("Username").fill(username);
  await password(page).fill(secret);
  await button(page, "Sign in").click();
}

describe("one's own account", { timeout: 240_000 }, () => {
  let mami;
  let browser;
  let owner;
  let grace;
  let secret;
  let codes;

  before(async () => {
    mami = await Mami.start();
    browser = await launch();
    owner = await visit(browser, mami);
    grace = await visit(browser, mami);
    await setUp(owner.page);
    const { url } = await owner.page.evaluate(async () => {
      const headers = { "Content-Type": "application/json" };
      return (await fetch("/api/v1/admin/invites", { method: "POST", headers, body: "{}" })).json();
    });
    const { page } = grace;
    await page.goto(url);
    await page.getByLabel("Username").fill(GRACE.username);
    await page.getByLabel("What should Mami call you?").fill(GRACE.name);
    await password(page).fill(GRACE.password);
    await button(page, "Join").click();
    await composer(page).waitFor();
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
  });

  test("a member finds account and security in the menu, not the people; the name is theirs to change", async () => {
    const { page } = grace;
    await page.getByRole("button", { name: /Account and settings/ }).click();
    await page.getByRole("menuitem", { name: "Security" }).waitFor();
    assert.equal(await page.getByRole("menuitem", { name: "People" }).count(), 0);
    await page.getByRole("menuitem", { name: "Account" }).click();
    await page.waitForURL("**/account");
    await page.waitForFunction(() => document.title === "Account · Mami");
    await page.getByLabel("What should Mami call you?").fill("Grace <b>H.</b>");
    await button(page, "Save").click();
    await page.getByText("Saved").waitFor();
    await page.getByRole("button", { name: /^Grace <b>H\.<\/b>/ }).waitFor();
    await page.getByLabel("Language", { exact: true }).selectOption("de");
    await page.getByRole("heading", { name: "Alles mitnehmen" }).waitFor();
    await page.getByLabel("Sprache", { exact: true }).selectOption("en");
    await page.getByRole("heading", { name: "Take everything along" }).waitFor();
    await page.goto("/people");
    await page.getByText("Nothing lives here").waitFor();
  });

  test("a second factor is turned on with an app, and its recovery codes are shown once", async () => {
    const { page } = grace;
    await page.goto("/account/security");
    const factor = region(page, "Second factor");
    await button(factor, "Turn on").click();
    await factor.getByLabel("Current password").fill("not the password");
    await button(factor, "Continue").click();
    await factor.getByText("This is not your current password.").waitFor();
    await factor.getByLabel("Current password").fill(GRACE.password);
    await button(factor, "Continue").click();
    await factor.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
    secret = await factor.locator("code").textContent();
    await factor.getByLabel("Code", { exact: true }).fill("000000");
    await button(factor, "Turn on").click();
    await factor.locator("input[aria-invalid=true]").waitFor();
    await factor.getByLabel("Code", { exact: true }).fill(code(secret));
    await button(factor, "Turn on").click();
    await factor.getByText("Your recovery codes").waitFor();
    codes = await factor.locator("ol li").allTextContents();
    assert.equal(codes.length, 10);
    const download = page.waitForEvent("download");
    await button(factor, "Download").click();
    assert.deepEqual(
      readFileSync(await (await download).path(), "utf8")
        .trim()
        .split("\n"),
      codes,
    );
    await button(factor, "I have kept them").click();
    await factor.getByText("10 recovery codes are left.").waitFor();
    await page.getByText("Second factor turned on").waitFor();
  });

  test("signing in then asks for a code; a recovery code opens once", async () => {
    const other = await visit(browser, mami);
    const { page } = other;
    await enter(page, GRACE.username, GRACE.password);
    await page.getByText("One more step").waitFor();
    await page.getByLabel("Code", { exact: true }).fill("000000");
    await button(page, "Sign in").click();
    await page.getByText("This code is not right, or was used already.").waitFor();
    // A code is good once, and that of now was used: the next one is good already, as clocks differ.
    await page.getByLabel("Code", { exact: true }).fill(code(secret, 1));
    await button(page, "Sign in").click();
    await composer(page).waitFor();
    assert.ok(
      !(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).includes(
        GRACE.password,
      ),
    );
    await other.context.clearCookies();

    const withRecovery = async () => {
      await enter(page, GRACE.username, GRACE.password);
      await button(page, "Use a recovery code instead").click();
      await page
        .getByLabel("Recovery code", { exact: true })
        .fill(codes[0].toUpperCase().replaceAll("-", " "));
      await button(page, "Sign in").click();
    };
    await withRecovery();
    await composer(page).waitFor();
    await other.context.clearCookies();
    await withRecovery();
    await page.getByText("This code is not right, or was used already.").waitFor();

    // The plain page asks as well.
    await page.goto("/legacy/");
    await page.locator("#signin-username").fill(GRACE.username);
    await page.locator("#signin-password").fill(GRACE.password);
    await button(page, "Sign in").click();
    await page.locator("#signin-otp").fill(codes[1]);
    await button(page, "Sign in").click();
    await page.getByText("What would you like to talk about?").waitFor();
    assert.deepEqual(other.faults, []);
    await other.context.close();
  });

  test("new recovery codes void the old, and the second factor is turned off with a code", async () => {
    const { page } = grace;
    await page.goto("/account/security");
    const factor = region(page, "Second factor");
    const ask = async (title, proof) => {
      const dialog = page.getByRole("dialog", { name: title });
      await dialog.getByLabel("Current password").fill(GRACE.password);
      await dialog.getByLabel("Code", { exact: true }).fill(proof);
      await page.keyboard.press("Enter");
      return dialog;
    };
    await factor.getByText("8 recovery codes are left.").waitFor();
    await button(factor, "New recovery codes").click();
    await ask("Make new recovery codes?", codes[2]);
    await factor.getByText("Your recovery codes").waitFor();
    const fresh = await factor.locator("ol li").allTextContents();
    await button(factor, "I have kept them").click();
    await button(factor, "Turn off").click();
    const dialog = await ask("Turn off the second factor?", codes[3]);
    await dialog.getByText("This code is not right, or was used already.").waitFor();
    await ask("Turn off the second factor?", fresh[0]);
    await button(factor, "Turn on").waitFor();
  });

  test("an API key works until it is revoked, and is shown once", async () => {
    const { page } = grace;
    const keys = region(page, "API keys");
    await keys.getByText("You have no keys.").waitFor();
    await button(keys, "Create a key").click();
    await keys.getByLabel("Name", { exact: true }).fill("backup script");
    await keys.getByLabel("Conversations").selectOption("read");
    assert.equal(await keys.getByLabel("Administration").count(), 0);
    await button(keys, "Create key").click();
    await keys.getByText("The key “backup script” is made").waitFor();
    const key = await keys.getByRole("status").locator("code").textContent();
    const use = async (path, method = "GET") =>
      (await fetch(`${mami.url}/api/v1${path}`, { method, headers: { Authorization: `Bearer ${key}` } }))
        .status;
    assert.equal(await use("/conversations"), 200);
    assert.equal(await use("/auth/sessions"), 403);
    await button(keys, "I have copied it").click();
    await page.reload();
    await keys.getByText("Conversations (read)").waitFor();
    assert.ok(!(await page.content()).includes(key));
    await keys.getByRole("button", { name: "Revoke “backup script”" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await keys.getByText("You have no keys.").waitFor();
    assert.equal(await use("/conversations"), 401);
    await page.getByText("API key revoked").first().waitFor();
  });

  test("a new password signs the other browser out", async () => {
    const other = await visit(browser, mami);
    await enter(other.page, GRACE.username, GRACE.password);
    await composer(other.page).waitFor();
    const { page } = grace;
    const section = region(page, "Password");
    await section.getByLabel("Current password").fill(GRACE.password);
    await section.getByLabel("New password").fill("grace1234");
    await button(section, "Change password").click();
    await section.locator("input[name=new_password][aria-invalid=true]").waitFor();
    await section.getByLabel("New password").fill(NEW_PASSWORD);
    await button(section, "Change password").click();
    await section.getByText("Changed. Your other devices are signed out.").waitFor();
    await other.page.waitForURL("**/login*", { timeout: 5_000 });
    await other.page.getByText("You were signed out").waitFor();
    await region(page, "Devices").getByText("No other device is signed in.").waitFor();
    assert.deepEqual(other.faults, []);
    await other.context.close();
  });

  test("a link sets a forgotten password, once, and leads to the sign-in", async () => {
    const { url } = await owner.page.evaluate(async (username) => {
      const found = await (await fetch(`/api/v1/admin/users?q=${username}`)).json();
      const path = `/api/v1/admin/users/${found.items[0].id}/reset-password`;
      return (await fetch(path, { method: "POST" })).json();
    }, GRACE.username);
    const other = await visit(browser, mami);
    const { page } = other;
    await page.goto(url);
    await page.getByText("Choose a new password for Grace <b>H.</b>.").waitFor();
    assert.equal(page.url(), `${mami.url}/reset`);
    await page.getByLabel("New password").fill(GRACE.password);
    await button(page, "Set the password").click();
    await page.getByText("Your new password is set.").waitFor();
    assert.equal(await page.getByLabel("Username").inputValue(), GRACE.username);
    await grace.page.waitForURL("**/login*", { timeout: 5_000 });
    await password(page).fill(GRACE.password);
    await button(page, "Sign in").click();
    await composer(page).waitFor();
    await page.goto(url);
    await page.getByText("This link does not work any more").waitFor();
    assert.deepEqual(other.faults, []);
    await other.context.close();
  });

  test("everything can be taken along, and then left for good", async () => {
    const { page } = grace;
    await enter(page, GRACE.username, GRACE.password);
    await composer(page).waitFor();
    await page.goto("/account");
    const download = page.waitForEvent("download");
    await button(page, "Download my data").click();
    const file = await download;
    assert.match(file.suggestedFilename(), /^mami-.*\.zip$/);
    assert.equal(readFileSync(await file.path()).toString("latin1", 0, 2), "PK");
    await page.getByText(/^Done: /).waitFor();

    await button(page, "Delete my account …").click();
    const dialog = page.getByRole("dialog", { name: "Delete your account?" });
    await dialog.getByLabel("Current password").fill("not the password");
    await button(dialog, "Delete for good").click();
    await dialog.getByText("This is not your current password.").waitFor();
    await dialog.getByLabel("Current password").fill(GRACE.password);
    await button(dialog, "Delete for good").click();
    await page.getByText("Your account and everything in it has been deleted.").waitFor();
    await enter(page, GRACE.username, GRACE.password);
    await page.getByText("Username or password is not right.").waitFor();
  });

  test("the last owner is told why they cannot leave", async () => {
    const { page } = owner;
    await page.goto("/account");
    await button(page, "Delete my account …").click();
    const dialog = page.getByRole("dialog", { name: "Delete your account?" });
    await dialog.getByLabel("Current password").fill(OWNER.password);
    await button(dialog, "Delete for good").click();
    await dialog.getByText("This Mami has no other owner, and it needs one.").waitFor();
    await button(dialog, "Cancel").click();
    assert.deepEqual(owner.faults, []);
    assert.deepEqual(grace.faults, []);
  });

  for (const [name, options] of Object.entries({
    light: { colorScheme: "light" },
    dark: { colorScheme: "dark" },
    "phone-light": { ...PHONE, colorScheme: "light" },
    "phone-dark": { ...PHONE, colorScheme: "dark" },
  })) {
    test(`${name}: pages are accessible`, async () => {
      const { page, context, faults } = await visit(browser, mami, {
        ...options,
        reducedMotion: "reduce",
        bypassCSP: true,
      });
      const look = async (what) => {
        await accessible(page, what);
        await picture(page, `${name}-${what}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert.equal(wide, false, `${what} scrolls sideways`);
      };
      await page.goto("/register");
      await page.getByLabel("Invite code or link").waitFor();
      await look("register");
      await page.goto("/reset");
      await page.getByText("This link does not work any more").waitFor();
      await look("reset");
      await signIn(page);
      await page.goto("/account");
      await button(page, "Delete my account …").waitFor();
      await look("account");
      await button(page, "Delete my account …").click();
      await page.getByRole("dialog").waitFor();
      await look("leave");
      await page.goto("/account/security");
      const factor = region(page, "Second factor");
      await button(factor, "Turn on").click();
      await factor.getByLabel("Current password").fill(OWNER.password);
      await page.keyboard.press("Enter");
      await factor.getByRole("img").waitFor();
      await region(page, "Recent activity").getByText("Signed in").first().waitFor();
      await look("second-factor");
      const keys = region(page, "API keys");
      await button(keys, "Create a key").click();
      await keys.getByLabel("Name", { exact: true }).waitFor();
      await look("api-key");
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
});
