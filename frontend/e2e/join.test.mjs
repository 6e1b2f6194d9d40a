// Joining by an invite, staying signed in, and devices that end: on the real binary, in both UIs.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { composer, launch, Mami, OWNER, TOKEN, visit } from "./mami.mjs";

const GRACE = { username: "grace", name: "Grace", password: "seven quiet copper kettles" };
const button = (page, name) => page.getByRole("button", { name, exact: true });
const password = (page) => page.getByLabel("Password", { exact: true });

async function enter(page, { username, password: secret }, { remember = false } = {}) {
  await page.getByLabel("Username").fill(username);
  await password(page).fill(secret);
  if (remember) await page.getByLabel("Stay signed in").check();
  await button(page, "Sign in").click();
}

/** The cookies that a browser keeps when it is closed. */
const kept = async (context) => (await context.cookies()).filter(({ expires }) => expires > 0);

describe("joining and coming back", { timeout: 240_000 }, () => {
  let mami;
  let browser;
  let owner;
  let grace;
  let link;

  before(async () => {
    mami = await Mami.start();
    browser = await launch();
    owner = await visit(browser, mami);
    grace = await visit(browser, mami);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
  });

  test("the set-up ends with an invite to hand on", async () => {
    const { page } = owner;
    await page.goto(`/setup?token=${TOKEN}`);
    await page.getByLabel("Username").fill(OWNER.username);
    await page.getByLabel("What should Mami call you?").fill(OWNER.name);
    await password(page).fill(OWNER.password);
    await button(page, "Create my account").click();
    await button(page, "Make an invite link").click();
    await page.getByRole("img", { name: "QR code of the invite link" }).waitFor();
    link = await page.locator("code").textContent();
    assert.ok(link.startsWith(`${mami.url}/register?code=`), link);
    await page.getByRole("link", { name: "To my chats" }).click();
    await composer(page).waitFor();
  });

  test("the link says who invites, its code leaves the address, and faults are told where they are", async () => {
    const { page } = grace;
    await page.goto(link);
    await page.getByText("Ada invites you to join this Mami, as a member.").waitFor();
    assert.equal(page.url(), `${mami.url}/register`);
    const code = new URL(link).searchParams.get("code");
    assert.ok(!(await page.evaluate(() => JSON.stringify(history.state))).includes(code));

    await page.getByLabel("Username").fill(OWNER.username);
    await password(page).fill("password1");
    await button(page, "Join").click();
    const field = password(page);
    await page.locator("input[name=password][aria-invalid=true]").waitFor();
    const note = await field.getAttribute("aria-describedby");
    assert.ok((await page.locator(`[id="${note}"]`).textContent()).length > 10);
    await password(page).fill(GRACE.password);
    await button(page, "Join").click();
    await page.getByText("Someone has this name already.").waitFor();

    await page.getByLabel("Username").fill(GRACE.username);
    await page.getByLabel("What should Mami call you?").fill(GRACE.name);
    await button(page, "Join").click();
    await composer(page).waitFor();
    await page.getByText(`${GRACE.name}`).first().waitFor();
  });

  test("a spent link says what to do, and a pasted one is read", async () => {
    const late = await visit(browser, mami);
    await late.page.goto("/register");
    await late.page.getByLabel("Invite code or link").fill(` ${link} `);
    await button(late.page, "Continue").click();
    await late.page.getByText("Ask whoever sent it for a new link.").waitFor();
    await button(late.page, "Use another invite").click();
    await late.page.getByLabel("Invite code or link").waitFor();
    assert.deepEqual(late.faults, []);
    await late.context.close();
  });

  test("who stays signed in is there after the browser was closed, and gone when another device ends it", async () => {
    const first = await visit(browser, mami);
    await first.page.goto("/login");
    await enter(first.page, GRACE, { remember: true });
    await composer(first.page).waitFor();
    const cookies = await kept(first.context);
    assert.deepEqual(
      cookies.map(({ name }) => name),
      ["mami_remember"],
    );
    await first.context.close();

    const reopened = await visit(browser, mami);
    await reopened.context.addCookies(cookies);
    await reopened.page.goto("/account");
    await reopened.page.getByRole("heading", { name: "Leave for good" }).waitFor();
    assert.notEqual((await kept(reopened.context))[0].value, cookies[0].value, "the token was not rotated");

    const { page } = grace;
    await page.goto("/account/security");
    const devices = page.getByRole("region", { name: "Devices" });
    const remembered = devices.getByRole("listitem").filter({ hasText: "Stays signed in" });
    await remembered.getByRole("button", { name: /^Sign out/ }).click();
    await remembered.waitFor({ state: "detached" });
    await reopened.page.waitForURL("**/login?next=*", { timeout: 5_000 });
    await reopened.page.getByText("You were signed out").waitFor();

    // Signing in again leads to where one was.
    await enter(reopened.page, GRACE);
    await reopened.page.waitForURL("**/account");
    await page.reload();
    await devices.getByText("This device").waitFor();
    await button(devices, "Sign out all other devices").click();
    await devices.getByText("No other device is signed in.").waitFor();
    // What had the focus is gone; it is not lost for that.
    await devices.getByRole("heading", { name: "Devices" }).and(page.locator(":focus")).waitFor();
    await reopened.page.waitForURL("**/login?next=*", { timeout: 5_000 });
    assert.deepEqual(reopened.faults, []);
    await reopened.context.close();
  });

  test("case_009_a_remembered_sign_in_used_twice_ends_the_device_and_warns_its_owner", async () => {
    const device = await visit(browser, mami);
    await device.page.goto("/login");
    await enter(device.page, GRACE, { remember: true });
    await composer(device.page).waitFor();
    const copied = await kept(device.context);
    await device.context.clearCookies({ name: "mami_session" });
    await device.page.goto("/");
    await composer(device.page).waitFor();
    // The new token is used as well: what was copied is certainly old now.
    await device.context.clearCookies({ name: "mami_session" });
    await device.page.goto("/account");
    await device.page.getByRole("heading", { name: "Leave for good" }).waitFor();

    const thief = await visit(browser, mami);
    await thief.context.addCookies(copied);
    await thief.page.goto("/");
    await thief.page.waitForURL("**/login*");
    await thief.page.getByText("To be safe, Mami has signed the device out.").waitFor();
    assert.deepEqual(await thief.context.cookies(), []);
    await thief.context.close();

    await device.page.waitForURL("**/login?next=*", { timeout: 5_000 });
    await enter(device.page, GRACE);
    const alert = device.page.getByRole("alert").filter({ hasText: "an old sign-in of yours" });
    await alert.waitFor();
    await device.page.getByRole("link", { name: "New chat" }).first().click();
    await alert.getByRole("link", { name: "change your password" }).click();
    await device.page.waitForURL("**/account/security");
    await device.page.getByText("An old sign-in was used again").first().waitFor();
    await alert.getByRole("button", { name: "Put this message away" }).click();
    await alert.waitFor({ state: "detached" });
    await device.page.reload();
    await device.page.getByRole("heading", { name: "Security" }).waitFor();
    assert.equal(await alert.count(), 0);
    assert.deepEqual(device.faults, []);
    await device.context.close();
  });

  test("the plain page joins, stays signed in, changes the password and ends devices", async () => {
    const made = await owner.page.evaluate(async () => {
      const headers = { "Content-Type": "application/json" };
      return (await fetch("/api/v1/admin/invites", { method: "POST", headers, body: "{}" })).json();
    });
    const plain = await visit(browser, mami);
    const { page } = plain;
    await page.goto(`/legacy/#register?code=${made.code}`);
    await page.getByText("Ada invites you to join this Mami.").waitFor();
    assert.ok(!page.url().includes(made.code));
    await page.locator("#register-username").fill("linus");
    await page.locator("#register-password").fill(GRACE.password);
    await button(page, "Join").click();
    await page.getByText("What would you like to talk about?").waitFor();
    await button(page, "Sign out").click();
    await page.locator("#signin-username").fill("linus");
    await page.locator("#signin-password").fill(GRACE.password);
    await page.getByLabel("Stay signed in for 30 days on this device").check();
    await button(page, "Sign in").click();
    await page.getByText("What would you like to talk about?").waitFor();
    assert.deepEqual(
      (await kept(plain.context)).map(({ name }) => name),
      ["mami_remember"],
    );

    const other = await visit(browser, mami);
    await other.page.goto("/legacy/");
    await other.page.locator("#signin-username").fill("linus");
    await other.page.locator("#signin-password").fill(GRACE.password);
    await button(other.page, "Sign in").click();
    await other.page.getByText("What would you like to talk about?").waitFor();

    await page.getByRole("link", { name: "linus" }).click();
    await page.locator("#devices").getByText("This device").waitFor();
    await page.locator("#devices li").nth(1).getByRole("button").click();
    await page.getByText("No other device is signed in.").waitFor();
    await other.page
      .getByText("You were signed out, perhaps from another device.")
      .waitFor({ timeout: 5_000 });

    await page.getByLabel("Current password").fill("not the password");
    await page.getByLabel("New password").fill("nine loud paper lanterns");
    await button(page, "Change the password").click();
    await page.getByText("This is not your current password.").waitFor();
    await page.getByLabel("Current password").fill(GRACE.password);
    await button(page, "Change the password").click();
    await page.getByText("Changed. Your other devices are signed out.").waitFor();
    await page.getByRole("link", { name: "Back to the conversations" }).click();
    await page.getByText("What would you like to talk about?").waitFor();
    await button(page, "Sign out").click();
    await page.locator("#signin-username").waitFor();
    for (const { faults } of [plain, other]) assert.deepEqual(faults, []);
    await plain.context.close();
    await other.context.close();
  });

  test("nothing was asked of another host, no policy was broken, no error was thrown", () => {
    for (const { faults } of [owner, grace]) assert.deepEqual(faults, []);
  });
});
