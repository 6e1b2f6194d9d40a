// Files go along with messages: chosen, pasted, dropped; refused with a reason; looked at again.
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
  upstream,
  visit,
} from "./mami.mjs";

/** A picture of one colour. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FAAhKDveksOjmAAAAAElFTkSuQmCC",
  "base64",
);
const photo = { name: "cat.png", mimeType: "image/png", buffer: PNG };
const notes = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Buy milk.\n") };

const picker = (page) => page.locator("form input[type=file]").first();
const tray = (page) => page.locator("form").getByRole("list", { name: "Files" });
const question = (page) =>
  page
    .getByRole("article")
    .filter({ has: page.getByRole("heading", { name: "You", exact: true }) })
    .last();

/** Drops or pastes a file, as far as a script can. */
const hand = (page, kind) =>
  page.evaluate(
    ([kind, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], `${kind}.png`, { type: "image/png" }));
      if (kind === "paste") {
        const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
        document.querySelector("form textarea").dispatchEvent(event);
      } else {
        const event = new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
        document.querySelector("main").dispatchEvent(event);
      }
    },
    [kind, [...PNG]],
  );

describe("files", { timeout: 180_000 }, () => {
  let provider;
  let mami;
  let browser;
  let visitor;

  before(async () => {
    const port = await freePort();
    provider = await upstream(port, "--text", "A cat and some milk.", "--first-token-ms", "20");
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

  test("are chosen, dropped and pasted, and taken away again", async () => {
    const { page } = visitor;
    await page.getByRole("button", { name: /^Add files/ }).click();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("menuitem", { name: "Add photos or files" }).click();
    await (await chooser).setFiles([photo, notes]);
    await tray(page).getByText("notes.txt").waitFor();
    await hand(page, "dragenter");
    await page.getByText("Drop to put it into your message").waitFor();
    await hand(page, "drop");
    await page.getByText("Drop to put it into your message").waitFor({ state: "detached" });
    await tray(page).getByText("drop.png").waitFor();
    await hand(page, "paste");
    await tray(page).getByText("paste.png").waitFor();
    await accessible(page, "files in the composer");
    await picture(page, "attachments");
    for (const name of ["drop.png", "paste.png"]) {
      await page.getByRole("button", { name: `Remove ${name}` }).click();
    }
    assert.equal(await tray(page).getByRole("listitem").count(), 2);
    // What is up already is still there after a reload.
    await page.reload();
    await tray(page).getByText("notes.txt").waitFor();
    await tray(page).getByText("cat.png").waitFor();
  });

  test("that Mami does not take are refused with a reason", async () => {
    const { page } = visitor;
    const noise = Buffer.from([0, 1, 2, 3, 0, 255, 254, 0]);
    await picker(page).setInputFiles({ name: "noise.bin", mimeType: "application/x-noise", buffer: noise });
    await page.getByText(/noise\.bin: Mami takes pictures/).waitFor();
    await page.getByRole("button", { name: "Remove noise.bin" }).click();
    const long = Buffer.alloc(300 * 1024, "a");
    await picker(page).setInputFiles({ name: "long.txt", mimeType: "text/plain", buffer: long });
    await page.getByText(/long\.txt: This is more text/).waitFor();
    await page.getByRole("button", { name: "Remove long.txt" }).click();
  });

  test("go with the message, and are looked at and saved from there", async () => {
    const { page } = visitor;
    await say(page, "What is this?");
    await page.waitForURL("**/c/*");
    await answered(page);
    await tray(page).waitFor({ state: "detached" });
    for (const again of [false, true]) {
      if (again) await page.reload();
      await question(page).getByRole("button", { name: "Look at cat.png" }).click();
      const dialog = page.getByRole("dialog", { name: "cat.png" });
      const shown = dialog.getByRole("img", { name: "cat.png" });
      await shown.waitFor();
      await page.waitForFunction(() => document.querySelector("dialog[open] img")?.naturalWidth > 0);
      await accessible(page, "a picture");
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
    const saving = page.waitForEvent("download");
    await question(page)
      .getByRole("link", { name: /notes\.txt/ })
      .click();
    assert.equal((await saving).suggestedFilename(), "notes.txt");
    await composer(page).waitFor();
  });

  test("nothing else was asked, nothing was thrown", () => {
    assert.deepEqual(visitor.faults, []);
  });
});
