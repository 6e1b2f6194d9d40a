// What owners and admins see of those who answer, and where a message would go.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  accessible,
  answered,
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

describe("providers", { timeout: 120_000 }, () => {
  let provider;
  let mami;
  let browser;
  let ada;

  before(async () => {
    const port = await freePort();
    provider = await upstream(port, "--text", "From far away.", "--first-token-ms", "20");
    mami = await Mami.start({
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      OPENAI_API_KEY: "sk-only-for-tests",
    });
    browser = await launch();
    ada = await visit(browser, mami, { reducedMotion: "reduce", bypassCSP: true });
    await setUp(ada.page);
  });
  after(async () => {
    await browser?.close();
    await mami?.stop();
    await provider?.stop();
  });

  test("each says how it does, with figures once it has answered", async () => {
    const { page } = ada;
    await say(page, "Hello?");
    await page.waitForURL("**/c/*");
    await answered(page);
    await page.goto("/connect");
    await page.getByRole("link", { name: "Providers" }).click();
    const card = page.getByRole("region", { name: "openai" });
    await card.getByText("answers", { exact: true }).waitFor();
    await card.getByText("open for requests").waitFor();
    await card.getByText(/of [1-9]\d* requests?/).waitFor();
    assert.match(await card.getByRole("definition").first().textContent(), /\d+\s*(ms|s)\b/);
    await page.getByRole("region", { name: "builtin" }).waitFor();
    await accessible(page, "providers");
    await picture(page, "providers");
  });

  test("one can be tested, and says what is wrong", async () => {
    const { page } = ada;
    const card = page.getByRole("region", { name: "openai" });
    await page.getByRole("button", { name: "Test openai" }).click();
    await card.getByText("It answers.").waitFor();
    await provider.stop();
    await page.getByRole("button", { name: "Test openai" }).click();
    await card.getByText("down", { exact: true }).waitFor();
  });

  test("a dry run says where a message would go, and why not elsewhere", async () => {
    const { page } = ada;
    await page.getByLabel("Private").check();
    await page.getByRole("button", { name: "Show the plan" }).click();
    await page.getByRole("heading", { name: "In this order" }).waitFor();
    await page.getByRole("heading", { name: "Not considered" }).waitFor();
    const left = page.getByRole("listitem").filter({ hasText: /^openai/ });
    await left.first().waitFor();
    await accessible(page, "dry run");
    await picture(page, "dry-run");
  });

  test("on a phone it fits", async () => {
    const phone = await visit(browser, mami, { ...PHONE, colorScheme: "dark", bypassCSP: true });
    await signIn(phone.page);
    await phone.page.goto("/providers");
    await phone.page.getByRole("region", { name: "openai" }).waitFor();
    await accessible(phone.page, "providers on a phone");
    await picture(phone.page, "providers-phone");
    assert.equal(await phone.page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    await phone.context.close();
  });

  test("nothing was asked of another host, no error was thrown", () => {
    assert.deepEqual(ada.faults, []);
  });
});
