// Inviting people, looking after them, and the record of it: on the real binary, as owner, admin and member.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { accessible, composer, launch, Mami, OWNER, picture, setUp, signIn, visit } from "./mami.mjs";
import { code } from "./totp.mjs";

const PASSWORD = "seven quiet copper kettles";
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

const button = (page, name) => page.getByRole("button", { name, exact: true });
const row = (page, username) => page.getByRole("button", { name: `@${username}` });
const panel = (page) => page.getByRole("dialog", { name: "Details of a person" });
const openPerson = async (page, username) => {
  await page.goto("/people");
  await row(page, username).click();
  await panel(page).getByText("Joined").waitFor();
};
const confirm = (page, title, name) =>
  page.getByRole("dialog", { name: title }).getByRole("button", { name });

/** The link in the dialog on show, which is then put away. */
async function takeLink(page) {
  const link = await page.locator("dialog[open] code").last().textContent();
  await page.getByRole("img", { name: "The link as a QR code" }).waitFor();
  await button(page, "Done").click();
  return link;
}

async function invite(page, { uses = 1, note = "" } = {}) {
  await page.goto("/people/invites");
  await button(page, "Invite someone").click();
  await page.getByLabel("How many people").fill(String(uses));
  await page.getByLabel("Note").fill(note);
  await button(page, "Make the link").click();
  return takeLink(page);
}

async function enter(page, username, password) {
  await page.goto("/login");
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Sign in").click();
}

describe("people", { timeout: 240_000 }, () => {
  let mami;
  let browser;
  let owner;
  let emma;
  let bob;

  async function join(link, username, name) {
    const guest = await visit(browser, mami);
    await guest.page.goto(link);
    await guest.page.getByLabel("Username").fill(username);
    await guest.page.getByLabel("What should Mami call you?").fill(name);
    await guest.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await button(guest.page, "Join").click();
    await composer(guest.page).waitFor();
    return guest;
  }

  before(async () => {
    mami = await Mami.start();
    browser = await launch();
    owner = await visit(browser, mami);
    await setUp(owner.page);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
  });

  test("the owner, alone at first, invites; sees who came; revokes", async () => {
    const { page } = owner;
    await page.goto("/people");
    await page.getByText("Only you are here so far.").waitFor();

    const link = await invite(page, { uses: 2, note: "For Emma and a friend" });
    assert.ok(link.startsWith(`${mami.url}/register?code=`), link);
    const entry = page.getByRole("listitem").filter({ hasText: "For Emma and a friend" });
    await entry.getByText("0 of 2 used").waitFor();
    emma = await join(link, "emma", "Emma");

    await page.reload();
    await entry.getByText("1 of 2 used").waitFor();
    await entry.getByRole("link", { name: "Emma" }).click();
    await panel(page).getByText("@emma").waitFor();
    await page.goto("/people/invites");
    await entry.getByRole("button", { name: /^Revoke/ }).click();
    await confirm(page, "Revoke this invite?", "Revoke").click();
    await entry.getByText("Revoked", { exact: true }).waitFor();
    assert.equal(await entry.getByRole("button").count(), 0);

    const late = await visit(browser, mami);
    await late.page.goto(link);
    await late.page.getByRole("alert").waitFor();
    assert.equal(await late.page.getByRole("button", { name: "Join", exact: true }).count(), 0);
    await late.context.close();

    bob = await join(await invite(page), "bob", "Bob <img src=x>");
  });

  test("people are found by name and role, and the address keeps it", async () => {
    const { page } = owner;
    await page.goto("/people");
    await row(page, "emma").waitFor();
    await page.getByLabel("Search by name").fill("EMM");
    await row(page, "bob").waitFor({ state: "detached" });
    await page.reload();
    await row(page, "emma").waitFor();
    assert.equal(await page.getByLabel("Search by name").inputValue(), "EMM");
    await page.getByRole("combobox", { name: "Role" }).selectOption("Admin");
    await page.getByText("Nobody here is like that.").waitFor();
    await button(page, "Clear the filters").click();
    await row(page, "bob").getByText("Bob <img src=x>").waitFor();
    assert.equal(new URL(page.url()).search, "");
  });

  test("an admin looks after members, and sees nothing that only owners may do", async () => {
    const { page } = owner;
    await openPerson(page, "emma");
    await panel(page).getByLabel("Role").selectOption("Admin");
    await panel(page).getByRole("button", { name: "Save" }).click();
    await panel(page).getByText("Saved").waitFor();

    await openPerson(emma.page, "bob");
    await button(emma.page, "Delete the account").waitFor();
    assert.equal(await panel(emma.page).getByRole("combobox").count(), 0);
    await openPerson(emma.page, OWNER.username);
    await emma.page.getByText("Only an owner may change this account.").waitFor();
    assert.equal(await panel(emma.page).getByRole("button").count(), 1);
    await emma.page.goto("/people/invites");
    await button(emma.page, "Invite someone").click();
    await emma.page.getByLabel("How many people").waitFor();
    assert.equal(await emma.page.getByLabel("They join as").count(), 0);
    await emma.page.keyboard.press("Escape");

    await openPerson(page, "emma");
    await panel(page).getByLabel("Role").selectOption("Member");
    await panel(page).getByRole("button", { name: "Save" }).click();
    await panel(page).getByText("Saved").waitFor();
    await emma.page.goto("/people");
    await emma.page.getByText("Nothing lives here").waitFor();
  });

  test("the last owner stays one, and is told why", async () => {
    const { page } = owner;
    await openPerson(page, OWNER.username);
    assert.equal(await button(page, "Delete the account").count(), 0);
    await panel(page).getByLabel("Role").selectOption("Member");
    await panel(page).getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").getByText("This is the only active owner").waitFor();
  });

  test("who is disabled is out at once, and back when enabled", async () => {
    const { page } = owner;
    await bob.page.goto("/");
    await composer(bob.page).waitFor();
    await openPerson(page, "bob");
    await button(page, "Disable the account").click();
    await confirm(page, /^Disable the account of/, "Disable").click();
    await bob.page.waitForURL("**/login**", { timeout: 5_000 });
    await panel(page).getByText("Disabled", { exact: true }).waitFor();
    await enter(bob.page, "bob", PASSWORD);
    await bob.page.getByRole("alert").waitFor();

    await button(page, "Enable the account").click();
    await confirm(page, /in again\?$/, "Enable").click();
    await panel(page).getByText("can sign in again.").waitFor();
    await enter(bob.page, "bob", PASSWORD);
    await composer(bob.page).waitFor();
  });

  test("a password link works once; signing out all devices does too", async () => {
    const { page } = owner;
    await openPerson(page, "bob");
    await button(page, "Make a password link").click();
    await button(page, "Make the link").click();
    const link = await takeLink(page);
    await bob.page.goto(link);
    await bob.page.getByLabel("New password").fill("nine loud silver teapots");
    await button(bob.page, "Set the password").click();
    await bob.page.waitForURL("**/login**");
    await enter(bob.page, "bob", "nine loud silver teapots");
    await composer(bob.page).waitFor();
    const again = await visit(browser, mami);
    await again.page.goto(link);
    await again.page.getByRole("alert").waitFor();
    await again.context.close();

    await button(page, "Sign out all devices").click();
    await confirm(page, /everywhere\?$/, "Sign out").click();
    await panel(page).getByText("All devices are signed out.").waitFor();
    await bob.page.waitForURL("**/login**", { timeout: 5_000 });
  });

  test("a lost second factor is taken off, and its owner signs in with the password alone", async () => {
    const ask = (path, data) => emma.page.request.post(`/api/v1/auth/${path}`, { data });
    const { secret } = await (await ask("second-factor", { password: PASSWORD })).json();
    await emma.page.goto("/");
    await composer(emma.page).waitFor();
    assert.equal((await ask("second-factor/confirm", { code: code(secret) })).status(), 200);

    const { page } = owner;
    await openPerson(page, "emma");
    await button(page, "Reset the second factor").click();
    await confirm(page, /^Reset the second factor of/, "Reset it").click();
    await panel(page).getByText("The second factor is off").waitFor();
    await button(page, "Reset the second factor").waitFor({ state: "detached" });
    await emma.page.waitForURL("**/login**", { timeout: 5_000 });
    await enter(emma.page, "emma", PASSWORD);
    await composer(emma.page).waitFor();
  });

  test("deleting asks for the name first", async () => {
    const { page } = owner;
    await openPerson(page, "bob");
    await button(page, "Delete the account").click();
    const last = confirm(page, /for good\?$/, "Delete for good");
    assert.equal(await last.isDisabled(), true);
    await page.getByLabel("Type bob to confirm").fill("bob");
    await last.click();
    await panel(page).waitFor({ state: "hidden" });
    await row(page, "bob").waitFor({ state: "detached" });
    await row(page, "emma").waitFor();
  });

  test("the record has it all, filters, and can be taken along", async () => {
    const { page } = owner;
    await page.goto("/people/audit");
    const record = page.getByRole("list", { name: "Record" });
    for (const line of [
      "Account deleted: bob",
      "All devices signed out: bob",
      "Password link made: bob",
      "Account enabled: bob",
      "Account disabled: bob",
      "Role changed: emma",
      "Invite revoked: For Emma and a friend",
    ]) {
      await record.getByText(line, { exact: true }).first().waitFor();
    }
    await record.getByText("Member → Admin").waitFor();

    await page.getByRole("button", { name: /^Done by/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "@emma" }).click();
    await record.getByText("Account deleted: bob").waitFor({ state: "detached" });
    await record.getByText("Joined by invite").waitFor();
    await page.getByLabel("What happened").selectOption("Signed in");
    await record.getByText("Joined by invite").waitFor({ state: "detached" });
    await button(page, "Clear the filters").click();
    await page.getByLabel("What happened").selectOption("Role changed");
    await record.getByText("Account deleted: bob").waitFor({ state: "detached" });

    const download = async (name) => {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name }).click(),
      ]);
      return readFileSync(await file.path(), "utf8")
        .trim()
        .split(/\r?\n/);
    };
    const lines = (await download("Download as JSON lines")).map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ action, target_name }) => [action, target_name]),
      [
        ["user.role_changed", "emma"],
        ["user.role_changed", "emma"],
      ],
    );
    const [head, ...rows] = await download("Download as CSV");
    assert.match(head, /action/);
    assert.equal(rows.length, 2);

    const today = await page.evaluate(() => new Date().toLocaleDateString("sv"));
    await page.getByLabel("Until").fill(today);
    await record.getByText("Role changed: emma").first().waitFor();
    await page.getByLabel("Until").fill("2020-01-01");
    await page.getByText("The record has nothing like that.").waitFor();
  });

  test("a link shown once is not lost by a slip, and is copied over plain http too", async () => {
    const { page, context, faults } = await visit(browser, mami, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    // As where there is no https.
    await page.addInitScript(() => {
      window.clipboardForTest = navigator.clipboard;
      Object.defineProperty(navigator, "clipboard", { value: undefined });
    });
    await signIn(page);
    await page.goto("/people/invites");
    await button(page, "Invite someone").click();
    await button(page, "Make the link").click();
    const link = await page.locator("dialog[open] code").textContent();
    await button(page, "Copy the link").click();
    await button(page, "Copied").waitFor();
    assert.equal(await page.evaluate(() => window.clipboardForTest.readText()), link);

    const { x, y } = await page.locator("dialog[open]").boundingBox();
    await page.mouse.click(x + 4, y + 4);
    await page.mouse.move(x + 40, y + 40);
    await page.mouse.down();
    await page.mouse.move(x - 40, y + 40);
    await page.mouse.up();
    assert.equal(await page.locator("dialog[open]").count(), 1);
    await page.mouse.click(x - 40, y + 40);
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    assert.deepEqual(faults, []);
    await context.close();
  });

  for (const [name, options] of Object.entries({
    light: { colorScheme: "light" },
    "phone-dark": { ...PHONE, colorScheme: "dark" },
  })) {
    test(`${name}: the pages are accessible`, async () => {
      const { page, context, faults } = await visit(browser, mami, {
        ...options,
        reducedMotion: "reduce",
        bypassCSP: true,
      });
      await signIn(page);
      const look = async (what) => {
        await accessible(page, what);
        await picture(page, `${name}-${what}`);
        const wide = await page.evaluate(() =>
          [...document.querySelectorAll("html, main, dialog[open]")].some(
            (part) => part.scrollWidth > part.clientWidth,
          ),
        );
        assert.equal(wide, false, `${what} scrolls sideways`);
      };
      await page.goto("/people");
      await row(page, "emma").waitFor();
      await look("people");
      await row(page, "emma").click();
      await button(page, "Delete the account").waitFor();
      await look("person");
      await page.goto("/people/invites");
      await page.getByText("For Emma and a friend").waitFor();
      await look("invites");
      await button(page, "Invite someone").click();
      await page.getByLabel("Note").waitFor();
      await look("invite");
      await button(page, "Make the link").click();
      await page.getByRole("img", { name: "The link as a QR code" }).waitFor();
      await look("invite-link");
      await page.goto("/people/audit");
      await page.getByText("Account deleted: bob").waitFor();
      await look("record");
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test("nothing went wrong on anyone's page meanwhile", () => {
    for (const { faults } of [owner, emma, bob]) assert.deepEqual(faults, []);
  });
});
