// Starts the real Mami with a fresh data directory, and a browser to use it with.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpServer, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const BINARY = resolve(process.env.MAMI_BIN ?? here("../../target/debug/mami"));
const UPSTREAM = resolve(process.env.MAMI_UPSTREAM_BIN ?? here("../../target/debug/mami-upstream"));
const CHROMIUM = process.env.MAMI_CHROMIUM ?? "/usr/bin/chromium";
const PICTURES = here("../test-results/");
const AXE = readFileSync(here("../node_modules/axe-core/axe.min.js"), "utf8");

export const TOKEN = "a-set-up-token-for-tests-only-0123456789";
export const OWNER = { username: "ada", password: "a calm violet lighthouse", name: "Ada" };

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

export class Mami {
  /** Starts it with these environment variables besides the usual ones. */
  static async start(environment = {}) {
    const mami = new Mami();
    mami.environment = environment;
    mami.data = mkdtempSync(join(tmpdir(), "mami-e2e-"));
    mami.port = await freePort();
    mami.url = `http://127.0.0.1:${mami.port}`;
    await mami.run();
    return mami;
  }

  async run() {
    this.output = "";
    this.process = spawn(BINARY, ["serve"], {
      cwd: this.data,
      env: {
        PATH: process.env.PATH,
        MAMI_SERVER__PORT: String(this.port),
        MAMI_DATA_DIR: this.data,
        MAMI_AUTH__SETUP_TOKEN: TOKEN,
        // Nothing listens there: only the built-in model answers, whatever this machine runs.
        OLLAMA_HOST: "http://127.0.0.1:9",
        ...this.environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.exit = once(this.process, "exit");
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on("data", (chunk) => {
        this.output += chunk;
      });
    }
    const started = Date.now();
    while (!(await fetch(`${this.url}/readyz`).catch(() => null))?.ok) {
      const gone = this.process.exitCode !== null || Date.now() - started > 30_000;
      assert.ok(!gone, `Mami did not start:\n${this.output}`);
      await new Promise((done) => setTimeout(done, 25));
    }
  }

  async kill(signal = "SIGKILL") {
    this.process.kill(signal);
    await this.exit;
  }

  async stop() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.kill("SIGTERM");
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** Starts the scripted stand-in for model servers; `stop` ends it. */
export async function upstream(port, ...options) {
  const child = spawn(UPSTREAM, ["--port", String(port), ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  await Promise.race([
    once(child.stdout, "data"),
    exit.then(([code]) => assert.fail(`the stand-in did not start (${code})`)),
  ]);
  return {
    stop: async () => {
      child.kill("SIGKILL");
      await exit;
    },
  };
}

/** Stands before a stand-in and keeps what a model is sent: `sent` holds the bodies, `stop` ends it. */
export async function recorder(port) {
  const sent = [];
  const server = createHttpServer(async (asked, answer) => {
    const chunks = [];
    for await (const chunk of asked) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (body.length > 0) sent.push(body.toString());
    const { method, headers, url: path } = asked;
    const on = request({ port, host: "127.0.0.1", method, path, headers }, (answered) => {
      answer.writeHead(answered.statusCode, answered.headers);
      answered.pipe(answer);
    });
    on.on("error", () => answer.destroy());
    on.end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    sent,
    port: server.address().port,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export function launch() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * A browser of its own, with one page, that keeps a record of what must never happen: requests to
 * other hosts, violations of the content security policy, errors.
 */
export async function visit(browser, mami, options = {}) {
  const context = await browser.newContext({
    baseURL: mami.url,
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const page = await context.newPage();
  const faults = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== mami.url)
      faults.push(`request to ${url}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.stack}`));
  page.on("console", (message) => {
    // A refusal is part of some stories, and a killed server's too; the browser notes both as errors.
    if (message.type() === "error" && !/^Failed to load resource/.test(message.text()))
      faults.push(message.text());
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  return { context, page, faults };
}

export async function setUp(page) {
  await page.goto(`/setup?token=${TOKEN}`);
  await page.getByLabel("Username").fill(OWNER.username);
  await page.getByLabel("What should Mami call you?").fill(OWNER.name);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Create my account" }).click();
  await page.getByRole("link", { name: "Not now, to my chats" }).click();
  await composer(page).waitFor();
}

export async function signIn(page, path = "/") {
  await page.goto(path);
  await page.getByLabel("Username").fill(OWNER.username);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await composer(page).waitFor();
}

export const composer = (page) => page.getByRole("textbox", { name: "Message to Mami" });
export const stopButton = (page) => page.getByRole("button", { name: "Stop", exact: true });
export const answer = (page) =>
  page
    .getByRole("article")
    .filter({ has: page.getByRole("heading", { name: "Mami" }) })
    .last();
export const prose = (page) => answer(page).locator(".prose");

export async function say(page, text) {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

/** Waits until the answer on show has at least so many characters. */
export async function grownTo(page, length) {
  await page.waitForFunction((least) => {
    const all = document.querySelectorAll("article .prose");
    return (all[all.length - 1]?.textContent?.length ?? 0) >= least;
  }, length);
}

/** Waits until no answer is being written. */
export async function answered(page) {
  await page.locator("article[aria-busy=true]").waitFor({ state: "detached" });
  await stopButton(page).waitFor({ state: "detached" });
  await prose(page).waitFor();
  // Until the part that draws Markdown is loaded, the text stands there plain.
  await prose(page).locator("> p.whitespace-pre-wrap").waitFor({ state: "detached" });
}

/** The text that the API has of the newest answer in the open conversation. */
export async function storedAnswer(page) {
  return page.evaluate(async () => {
    const id = location.pathname.split("/").pop();
    const conversation = await (await fetch(`/api/v1/conversations/${id}`)).json();
    const { items } = await (await fetch(`/api/v1/conversations/${id}/messages?limit=200`)).json();
    return items.find((message) => message.id === conversation.head_message_id);
  });
}

export async function picture(page, name) {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}${name}.png` });
}

/** Fails on what axe-core finds against WCAG 2.1 AA. The page must come from a context that bypasses the policy. */
export async function accessible(page, name) {
  const violations = await page.evaluate(async (source) => {
    if (!window.axe) new Function(source)();
    const result = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] });
    return result.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
    );
  }, AXE);
  assert.deepEqual(violations, [], `${name} is not accessible`);
}
