// Personas: those that come with Mami, and one of one's own from its first word to its end.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { accessible, composer, launch, Mami, picture, setUp, signIn, visit } from "./mami.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

const group = (page, name) => page.getByRole("region", { name });
const card = (page, name) =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });
const more = (page, name) => page.getByRole("button", { name: `More for “${name}”` });
const stored = (page, name) =>
  page.evaluate(async (name) => {
    const { items } = await (await fetch("/api/v1/personas")).json();
    return items.find((item) => item.name === name);
  }, name);

describe("personas", { timeout: 180_000 }, () => {
  let mami;
  let browser;
  let ada;
  let file;

  before(async () => {
    mami = await Mami.start();
    browser = await launch();
    ada = await visit(browser, mami, { reducedMotion: "reduce", bypassCSP: true, acceptDownloads: true });
    await setUp(ada.page);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
  });

  test("some come with Mami, and an empty shelf says how to fill it", async () => {
    const { page } = ada;
    await page.getByRole("button", { name: /Account and settings/ }).click();
    await page.getByRole("menuitem", { name: "Personas" }).click();
    await group(page, "That come with Mami").getByRole("listitem").first().waitFor();
    await page.getByText("You have none of your own yet.").waitFor();
    await accessible(page, "personas");
    await picture(page, "personas");
  });

  test("one is made, and everything of it is kept", async () => {
    const { page } = ada;
    await page.getByRole("button", { name: "New persona" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Gardener");
    await page.getByLabel("Picture").fill("🌿");
    await page.getByLabel("Description").fill("Knows what grows where.");
    await page.getByLabel("System prompt").fill("You are a gardener. You talk with ");
    await page.getByLabel("System prompt").press("End");
    await page.getByRole("button", { name: "{{user}}" }).click();
    await page.getByLabel("Thinking effort").selectOption("high");
    await page.getByLabel("Temperature").fill("0.5");
    await page.getByLabel("Greeting").fill("What shall we plant?");
    await page.getByRole("textbox", { name: "Message 1" }).fill("What grows in the shade?");
    await page.getByRole("button", { name: "Add one" }).click();
    await page.getByRole("textbox", { name: "Message 2" }).fill("When do I prune roses?");
    await accessible(page, "persona editor");
    await picture(page, "persona-editor");
    await page.getByRole("button", { name: "Save" }).click();
    await group(page, "Yours").getByRole("heading", { name: "Gardener" }).waitFor();
    const persona = await stored(page, "Gardener");
    assert.equal(persona.system_prompt, "You are a gardener. You talk with {{user}}");
    assert.deepEqual(persona.params, { temperature: 0.5, reasoning_effort: "high" });
    assert.deepEqual(persona.openers, ["What grows in the shade?", "When do I prune roses?"]);
    assert.equal(persona.avatar, "🌿");
  });

  test("what was changed is not lost by accident", async () => {
    const { page } = ada;
    await more(page, "Gardener").click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByLabel("Description").fill("Knows what grows where, and when.");
    await page.goBack();
    await page.getByRole("heading", { name: "Leave without saving?" }).waitFor();
    await page.getByRole("button", { name: "Stay here" }).click();
    assert.equal(await page.getByLabel("Description").inputValue(), "Knows what grows where, and when.");
    await page.getByRole("button", { name: "Save" }).click();
    await card(page, "Gardener").getByText("and when.").waitFor();
  });

  test("one that comes with Mami can be read, and duplicated to be changed", async () => {
    const { page } = ada;
    const name = await group(page, "That come with Mami")
      .getByRole("heading", { level: 3 })
      .first()
      .textContent();
    await more(page, name).click();
    await page.getByRole("menuitem", { name: "View" }).click();
    await page.getByText("This persona cannot be changed here.").waitFor();
    assert.equal(await page.getByLabel("Name", { exact: true }).isDisabled(), true);
    assert.equal(await page.getByRole("button", { name: "Save" }).count(), 0);
    await page.getByRole("main").getByRole("link", { name: "Personas" }).click();
    await more(page, name).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    await page.getByRole("heading", { level: 1, name: `${name} (copy)` }).waitFor();
    assert.equal(await page.getByLabel("Name", { exact: true }).isDisabled(), false);
    await page.goBack();
    await group(page, "Yours")
      .getByRole("heading", { name: `${name} (copy)` })
      .waitFor();
  });

  test("one goes out as a file and comes in again", async () => {
    const { page } = ada;
    await more(page, "Gardener").click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Save as a file" }).click();
    file = readFileSync(await (await download).path());
    assert.match(file.toString(), /Gardener/);
    await page.locator("input[type=file]").setInputFiles({
      name: "gardener.toml",
      mimeType: "application/toml",
      buffer: Buffer.from(file.toString().replaceAll("Gardener", "Florist")),
    });
    await page.getByRole("heading", { level: 1, name: "Florist" }).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.locator("input[type=file]").setInputFiles({
      name: "broken.toml",
      mimeType: "application/toml",
      buffer: Buffer.from("name = "),
    });
    await page.getByRole("alert").waitFor();
  });

  test("a chat begins with one", async () => {
    const { page } = ada;
    const { id } = await stored(page, "Gardener");
    await page.getByRole("link", { name: "Chat with Gardener" }).click();
    await page.waitForURL((url) => url.pathname === "/" && url.searchParams.get("persona") === id);
    await composer(page).waitFor();
    await page.getByText("What shall we plant?").waitFor();
    await page.getByRole("button", { name: "What grows in the shade?" }).waitFor();
  });

  test("one is deleted after a question", async () => {
    const { page } = ada;
    await page.goto("/personas");
    await more(page, "Florist").click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("heading", { name: "Delete Florist?" }).waitFor();
    await accessible(page, "deleting a persona");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await card(page, "Florist").waitFor({ state: "detached" });
    assert.equal(await stored(page, "Florist"), undefined);
  });

  test("on a phone the shelf and the editor fit", async () => {
    const phone = await visit(browser, mami, {
      ...PHONE,
      colorScheme: "dark",
      reducedMotion: "reduce",
      bypassCSP: true,
    });
    const { page } = phone;
    await signIn(page);
    await page.goto("/personas");
    await card(page, "Gardener").waitFor();
    await accessible(page, "personas on a phone");
    await picture(page, "personas-phone");
    await more(page, "Gardener").click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByLabel("System prompt").waitFor();
    await accessible(page, "persona editor on a phone");
    await picture(page, "persona-editor-phone");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    assert.deepEqual(phone.faults, []);
    await phone.context.close();
  });

  test("nothing was asked of another host, no error was thrown", () => {
    assert.deepEqual(ada.faults, []);
  });
});
