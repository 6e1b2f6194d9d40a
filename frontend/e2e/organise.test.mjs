// Keeping many conversations: pins, folders, tags, the archive, several at once; with the mouse, the keyboard and a finger.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessible, composer, launch, Mami, picture, setUp, signIn, visit } from "./mami.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const TITLES = [
  "Lisbon",
  "Sourdough",
  "Tides",
  "The parser",
  "A letter",
  "Names for a cat",
  "Budget",
  "Garden",
];

const sidebar = (page) => page.getByRole("navigation", { name: "Conversations" });
const row = (page, title) => sidebar(page).getByRole("link", { name: title, exact: true });
const group = (page, name) => sidebar(page).getByRole("region", { name, exact: true });

async function choose(page, title, deed) {
  await row(page, title).hover();
  await page.getByRole("button", { name: `More for “${title}”` }).click();
  await page.getByRole("menuitem", { name: deed, exact: true }).click();
}

async function organise(page, deed) {
  await page.getByRole("button", { name: "Organise" }).click();
  await page.getByRole("menuitem", { name: deed }).click();
}

/** What the server has of a conversation. */
const stored = (page, title) =>
  page.evaluate(async (title) => {
    const { items } = await (await fetch("/api/v1/conversations?archived=all&limit=200")).json();
    return items.find((item) => item.title === title);
  }, title);

describe("many conversations", { timeout: 240_000 }, () => {
  let mami;
  let browser;
  let ada;

  before(async () => {
    mami = await Mami.start();
    browser = await launch();
    // axe itself needs the policy out of its way.
    ada = await visit(browser, mami, { reducedMotion: "reduce", bypassCSP: true });
    await setUp(ada.page);
    await ada.page.evaluate(async (titles) => {
      for (const title of titles) {
        await fetch("/api/v1/conversations", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ title, private: title === "Budget" }),
        });
      }
    }, TITLES);
    await ada.page.reload();
    await row(ada.page, "Lisbon").waitFor();
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
  });

  test("what is pinned stands above, and stays there after a reload", async () => {
    const { page } = ada;
    await choose(page, "Lisbon", "Pin");
    await group(page, "Pinned").getByRole("link", { name: "Lisbon" }).waitFor();
    await page.reload();
    await group(page, "Pinned").getByRole("link", { name: "Lisbon" }).waitFor();
    assert.equal(await row(page, "Lisbon").count(), 1);
  });

  test("a private one carries a lock", async () => {
    const { page } = ada;
    await sidebar(page).getByRole("link", { name: "Budget" }).getByRole("img", { name: "Private" }).waitFor();
  });

  test("a folder is made by moving something into it, and opens to show it", async () => {
    const { page } = ada;
    await choose(page, "The parser", "Move to a folder");
    await page.getByLabel("New folder").fill("Work");
    await accessible(page, "folder dialog");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    const folder = sidebar(page).getByRole("button", { name: "Work", exact: true });
    await folder.waitFor();
    await row(page, "The parser").waitFor({ state: "detached" });
    await folder.click();
    await row(page, "The parser").waitFor();
    assert.equal(await folder.getAttribute("aria-expanded"), "true");
    await page.reload();
    await row(page, "The parser").waitFor();
    assert.equal((await stored(page, "The parser")).folder, "Work");
    await picture(page, "organise-folders");
  });

  test("tags are put on, and the list can show one of them only", async () => {
    const { page } = ada;
    await choose(page, "Sourdough", "Tags");
    await page.getByLabel("New tag").fill("home");
    await page.getByLabel("New tag").press("Enter");
    await page.getByLabel("New tag").fill("bread");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await organise(page, /^home/);
    await row(page, "Tides").waitFor({ state: "detached" });
    await row(page, "Sourdough").waitFor();
    await accessible(page, "filtered by a tag");
    await page.getByRole("button", { name: "Back to all" }).click();
    await row(page, "Tides").waitFor();
    assert.deepEqual((await stored(page, "Sourdough")).tags.sort(), ["bread", "home"]);
  });

  test("archiving can be undone, and the archive gives back", async () => {
    const { page } = ada;
    await choose(page, "Tides", "Archive");
    await row(page, "Tides").waitFor({ state: "detached" });
    await page.getByText("“Tides” is in the archive.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await row(page, "Tides").waitFor();
    await choose(page, "Tides", "Archive");
    await row(page, "Tides").waitFor({ state: "detached" });
    await organise(page, "Archive");
    await row(page, "Lisbon").waitFor({ state: "detached" });
    await row(page, "Tides").waitFor();
    await accessible(page, "archive");
    await picture(page, "organise-archive");
    await choose(page, "Tides", "Take out of the archive");
    await row(page, "Tides").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Back to all" }).click();
    await row(page, "Tides").waitFor();
  });

  test("several are selected with shift, and archived and brought back at once", async () => {
    const { page } = ada;
    await organise(page, "Select several");
    const boxes = sidebar(page).getByRole("checkbox");
    await boxes.nth(1).click();
    await boxes.nth(3).click({ modifiers: ["Shift"] });
    await page.getByText("3 selected").waitFor();
    await accessible(page, "selection");
    await picture(page, "organise-selection");
    const titles = await page.evaluate(() =>
      [...document.querySelectorAll("nav input:checked")].map((box) => box.parentElement.textContent),
    );
    await page.getByRole("toolbar").getByRole("button", { name: "Archive" }).click();
    await page.getByText("3 put into the archive.").waitFor();
    for (const title of titles) assert.equal((await stored(page, title.replace(/Work$/, ""))).archived, true);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("3 taken out of the archive.").waitFor();
  });

  test("the keyboard alone selects, moves and deletes", async () => {
    const { page } = ada;
    await organise(page, "Select several");
    const boxes = sidebar(page).getByRole("checkbox");
    await boxes.first().waitFor();
    await page.waitForFunction(() => document.activeElement?.matches("nav input[type=checkbox]"));
    await page.keyboard.press("Shift+ArrowDown");
    await page.getByText("2 selected").waitFor();
    await page.keyboard.press("Control+a");
    await page.getByText(`${TITLES.length} selected`).waitFor();
    await page.keyboard.press("Escape");
    await boxes.first().waitFor({ state: "detached" });

    await choose(page, "Garden", "Select");
    await page.getByText("1 selected").waitFor();
    await page.keyboard.press("Delete");
    await page.getByRole("heading", { name: "Delete 1 conversation?" }).waitFor();
    await page.getByRole("button", { name: "Keep it" }).press("Escape");
    await page.getByText("1 selected").waitFor();
    await page.getByRole("toolbar").getByRole("button", { name: "Delete" }).press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).press("Enter");
    await page.getByText("1 deleted.").waitFor();
    assert.equal(await stored(page, "Garden"), undefined);
  });

  test("each conversation can be saved as a file of three kinds", async () => {
    const { page } = ada;
    await row(page, "Lisbon").hover();
    await page.getByRole("button", { name: "More for “Lisbon”" }).click();
    await page.getByRole("menuitem", { name: "Save as a file" }).click();
    for (const [name, type] of [
      ["JSON, for programs", "json"],
      ["Markdown, for editors", "markdown"],
      ["HTML, to read and print", "html"],
    ]) {
      const address = await page.getByRole("menuitem", { name }).getAttribute("href");
      const answer = await page.evaluate(async (address) => {
        const { status, headers } = await fetch(address);
        return { status, type: headers.get("content-type"), how: headers.get("content-disposition") };
      }, address);
      assert.equal(answer.status, 200);
      assert.match(answer.type, new RegExp(type));
      assert.match(answer.how, /^attachment/);
    }
    await page.keyboard.press("Escape");
  });

  test("one is made private for good, once nothing is being written in it, and its links are taken back", async () => {
    const { page } = ada;
    const { id, link } = await page.evaluate(async () => {
      const send = (method, path, body) =>
        fetch(`/api/v1/${path}`, {
          method,
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        });
      const turn = { message: { content: "What can Mami do?" }, model: "auto", stream: false };
      const { conversation_id: id } = await (await send("POST", "chat", turn)).json();
      await send("PATCH", `conversations/${id}`, { title: "A diary" });
      const { url } = await (await send("POST", `conversations/${id}/shares`)).json();
      return { id, link: url.split("/").pop() };
    });
    const shared = () =>
      page.evaluate(async (token) => (await fetch(`/api/v1/shared/${token}`)).status, link);
    assert.equal(await shared(), 200);
    await page.reload();
    await choose(page, "A diary", "Make private …");
    const dialog = page.getByRole("dialog", { name: "Make “A diary” private?" });
    await dialog.getByText("This cannot be undone.").waitFor();
    await accessible(page, "what private means");
    await picture(page, "organise-private");
    await page.evaluate(async (id) => {
      const message = { content: "Tell me a long story." };
      await fetch("/api/v1/chat", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ message, model: "auto", conversation_id: id, stream: true }),
      });
    }, id);
    await dialog.getByRole("button", { name: "Make private" }).click();
    await dialog.getByText("An answer is still being written in this conversation.").waitFor();
    assert.equal((await stored(page, "A diary")).private, false);
    await page.evaluate(async (id) => {
      const now = async () => (await fetch(`/api/v1/conversations/${id}`)).json();
      await fetch(`/api/v1/chat/${(await now()).running_message_id}/cancel`, { method: "POST" });
      while ((await now()).running_message_id) await new Promise((done) => setTimeout(done, 50));
    }, id);
    await dialog.getByRole("button", { name: "Make private" }).click();
    await page.getByText("“A diary” is private now.").waitFor();
    await sidebar(page)
      .getByRole("link", { name: "A diary" })
      .getByRole("img", { name: "Private" })
      .waitFor();
    assert.equal((await stored(page, "A diary")).private, true);
    assert.equal(await shared(), 404);
    await page.getByRole("button", { name: "More for “A diary”" }).click();
    await page.getByRole("menuitem", { name: "Share" }).waitFor();
    assert.equal(await page.getByRole("menuitem", { name: /private/ }).count(), 0);
    await page.keyboard.press("Escape");
  });

  test("on a phone it all fits, and a finger reaches it", async () => {
    const phone = await visit(browser, mami, {
      ...PHONE,
      colorScheme: "dark",
      reducedMotion: "reduce",
      bypassCSP: true,
    });
    const { page } = phone;
    await signIn(page);
    await composer(page).waitFor();
    await page.getByRole("button", { name: "Open the conversations" }).click();
    await row(page, "Tides").waitFor();
    await page.getByRole("button", { name: "More for “Tides”" }).click();
    await page.getByRole("menuitem", { name: "Archive" }).waitFor();
    await picture(page, "organise-phone-menu");
    await page.getByRole("menuitem", { name: "Archive" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await row(page, "Tides").waitFor();
    await organise(page, "Select several");
    await sidebar(page).getByRole("checkbox").first().check();
    await accessible(page, "selection on a phone");
    await picture(page, "organise-phone-selection");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    assert.deepEqual(phone.faults, []);
    await phone.context.close();
  });

  test("nothing was asked of another host, no error was thrown", () => {
    assert.deepEqual(ada.faults, []);
  });
});
