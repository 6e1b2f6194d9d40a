// A long conversation stays light, and its scroll position is the reader's.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { answered, grownTo, launch, Mami, prose, say, setUp, stopButton, visit } from "./mami.mjs";

const LENGTH = 1000;

/** How far the thread is scrolled, and how far it could be. */
const scroll = (page) =>
  page.getByRole("region", { name: "Messages" }).evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({
    top: scrollTop,
    below: scrollHeight - scrollTop - clientHeight,
  }));

describe("a long conversation", { timeout: 120_000 }, () => {
  let mami;
  let browser;
  let visitor;

  before(async () => {
    mami = await Mami.start();
    browser = await launch();
    visitor = await visit(browser, mami);
    const { page } = visitor;
    await setUp(page);
    await say(page, "Hello!");
    await page.waitForURL("**/c/*");
    await answered(page);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
  });

  test("of a thousand messages keeps only those in sight in the page", async () => {
    const { page } = visitor;
    // The server's own answer, with a long past put before it.
    await page.route("**/api/v1/conversations/*/messages", async (route) => {
      const response = await route.fetch();
      const { items } = await response.json();
      const past = Array.from({ length: LENGTH }, (_, index) => ({
        ...items[index % 2],
        id: `past-${index}`,
        parent_id: index > 0 ? `past-${index - 1}` : null,
        content:
          index % 2
            ? `Answer ${index}.\n\n${"- a line that takes its place\n".repeat(index % 9)}`
            : `Question ${index}?`,
      }));
      const [first, ...rest] = items;
      await route.fulfill({
        response,
        json: { items: [...past, { ...first, parent_id: `past-${LENGTH - 1}` }, ...rest], next_cursor: null },
      });
    });
    await page.reload();
    await prose(page).waitFor();
    const rows = page.getByRole("region", { name: "Messages" }).locator("li[data-index]");
    await page.waitForFunction((length) => document.querySelector(`li[data-index="${length + 1}"]`), LENGTH);
    assert.ok((await scroll(page)).below <= 1, "it opens at the newest message");
    assert.ok((await rows.count()) < 40);
    await page.getByRole("region", { name: "Messages" }).evaluate((element) => element.scrollTo(0, 0));
    await page.getByText("Question 0?").waitFor();
    assert.ok((await rows.count()) < 40);
    await page.getByRole("button", { name: "Newest" }).click();
    await page.waitForFunction((length) => document.querySelector(`li[data-index="${length + 1}"]`), LENGTH);
    await page.unroute("**/api/v1/conversations/*/messages");
  });

  test("follows an answer at the end, and stays where the reader scrolls to", async () => {
    const { page } = visitor;
    await page.reload();
    await answered(page);
    await say(page, "Tell me a long story.");
    await grownTo(page, 1500);
    assert.ok((await scroll(page)).below <= 1, "it follows while at the end");
    await page.getByRole("region", { name: "Messages" }).hover();
    await page.mouse.wheel(0, -400);
    await page.waitForFunction(() => {
      const { scrollTop, scrollHeight, clientHeight } = document.querySelector("main section");
      return scrollHeight - scrollTop - clientHeight > 200;
    });
    const { top } = await scroll(page);
    await grownTo(page, 2300);
    assert.equal((await scroll(page)).top, top, "it leaves a reader alone");
    await page.getByRole("button", { name: "Newest" }).click();
    await page.waitForFunction(() => {
      const { scrollTop, scrollHeight, clientHeight } = document.querySelector("main section");
      return scrollHeight - scrollTop - clientHeight <= 1;
    });
    await grownTo(page, 2600);
    assert.ok((await scroll(page)).below <= 1, "it follows again");
    await stopButton(page).click();
    await answered(page);
    assert.deepEqual(visitor.faults, []);
  });
});
