// The plain page: choosing who answers, other answers, going between them, search, files.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessible, freePort, launch, Mami, picture, setUp, upstream, visit } from "./mami.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

describe("the plain page", { timeout: 120_000 }, () => {
  let provider;
  let mami;
  let browser;
  let ada;

  const conversation = (page) =>
    page.evaluate(async () => {
      const id = location.hash.split("/")[1];
      return (await fetch(`/api/v1/conversations/${id}`)).json();
    });

  before(async () => {
    const port = await freePort();
    provider = await upstream(port, "--text", "The gravity of the moon lifts the ocean.");
    mami = await Mami.start({
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      OPENAI_API_KEY: "sk-only-for-tests",
    });
    browser = await launch();
    ada = await visit(browser, mami, { bypassCSP: true });
    await setUp(ada.page);
    await ada.page.evaluate(() =>
      fetch("/api/v1/personas", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "Sailor", greeting: "Where shall we sail?" }),
      }),
    );
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
    await provider?.stop();
  });

  test("memories are written down, changed and deleted, documents come and go", async () => {
    const { page } = ada;
    page.on("dialog", (dialog) => dialog.accept());
    await page.goto("/legacy/");
    await page.getByRole("link", { name: "Memory and documents" }).click();
    await page.getByText("Nothing is remembered.").waitFor();
    await page.getByLabel("Something to remember").fill("I play the cello");
    await page.getByRole("button", { name: "Remember it" }).click();
    await page.getByRole("button", { name: "Change: I play the cello" }).click();
    await page.getByLabel("What Mami should remember").fill("I play the viola");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByLabel("Add documents").setInputFiles({
      name: "knots.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("A bowline does not slip."),
    });
    await page.getByRole("listitem").filter({ hasText: "knots.txt" }).getByText("Ready").waitFor();
    await accessible(page, "plain page, memory and documents");
    await picture(page, "legacy-knowledge");
    await page.getByRole("button", { name: "Delete: knots.txt" }).click();
    await page.getByText("There are no documents yet.").waitFor();
    await page.getByRole("button", { name: "Delete: I play the viola" }).click();
    await page.getByText("Nothing is remembered.").waitFor();
  });

  test("a new chat begins with a persona, which can be changed in it", async () => {
    const { page } = ada;
    await page.goto("/legacy/");
    await page.getByLabel("Persona").selectOption({ label: "Sailor" });
    await page.getByText("Where shall we sail?").waitFor();
    await accessible(page, "plain page, new chat");
    await page.getByLabel("Message", { exact: true }).fill("Why are there tides?");
    await page.keyboard.press("Enter");
    await page.getByText("The gravity of the moon lifts the ocean.").waitFor();
    await page.getByRole("button", { name: "Another answer" }).waitFor();
    assert.ok((await conversation(page)).persona_id);
    await page.reload();
    await page.getByText("The gravity of the moon lifts the ocean.").waitFor();
    await page.waitForFunction(
      () => document.getElementById("persona").selectedOptions[0]?.text === "Sailor",
    );
    const changed = page.waitForResponse((response) => response.request().method() === "PATCH");
    await page.getByLabel("Persona").selectOption({ index: 0 });
    assert.equal((await changed).ok(), true);
    assert.equal((await conversation(page)).persona_id ?? null, null);
  });

  test("another answer stands beside the first, and the arrows go between them", async () => {
    const { page } = ada;
    await page.getByRole("button", { name: "Another answer" }).click();
    await page.getByText("2 of 2").waitFor();
    const head = (await conversation(page)).head_message_id;
    const chosen = page.waitForResponse((response) => response.request().method() === "PATCH");
    await page.getByRole("button", { name: "Earlier version" }).click();
    await page.getByText("1 of 2").waitFor();
    assert.equal((await chosen).ok(), true);
    assert.notEqual((await conversation(page)).head_message_id, head);
    await accessible(page, "plain page, answers side by side");
    await picture(page, "legacy-versions");
    await page.reload();
    await page.getByText("1 of 2").waitFor();
  });

  test("everything that was said is searched, and a hit leads to its place", async () => {
    const { page } = ada;
    await page.getByRole("link", { name: "New chat" }).click();
    await page.getByRole("searchbox").fill("gravity");
    await page.getByRole("searchbox").press("Enter");
    await page.locator("#hits mark").first().waitFor();
    await accessible(page, "plain page, search");
    await picture(page, "legacy-search");
    await page.locator("#hits a").first().click();
    await page.waitForFunction(() => document.activeElement?.id.startsWith("m-"));
    await page.getByRole("button", { name: "Back to the list" }).click();
    await page.locator("#conversations a").first().waitFor();
  });

  test("a conversation is saved as a file", async () => {
    const { page } = ada;
    await page.getByText("Save as a file").click();
    const address = await page.getByRole("link", { name: "Markdown" }).getAttribute("href");
    const saved = await page.evaluate(async (address) => {
      const answer = await fetch(address);
      return { how: answer.headers.get("content-disposition"), text: await answer.text() };
    }, address);
    assert.match(saved.how, /^attachment/);
    assert.match(saved.text, /Why are there tides\?/);
  });

  test("a finger reaches it all on a phone", async () => {
    const phone = await visit(browser, mami, {
      ...PHONE,
      colorScheme: "dark",
      bypassCSP: true,
      storageState: await ada.context.storageState(),
    });
    await phone.page.goto("/legacy/");
    await phone.page.getByLabel("Persona").waitFor();
    await phone.page.getByRole("button", { name: "Conversations" }).click();
    await phone.page.getByRole("searchbox").fill("gravity");
    await phone.page.getByRole("searchbox").press("Enter");
    await phone.page.locator("#hits a").first().click();
    await phone.page.getByText(/of 2/).first().waitFor();
    await accessible(phone.page, "plain page on a phone");
    await picture(phone.page, "legacy-phone");
    assert.equal(await phone.page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    await phone.context.close();
  });

  test("nothing was asked of another host, no error was thrown", () => {
    assert.deepEqual(ada.faults, []);
  });
});
