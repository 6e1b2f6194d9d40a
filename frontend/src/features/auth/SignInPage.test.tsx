import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { leaveNote, type SignInNote } from "@/api/session";
import { makeQueryClient } from "@/app/queries";
import { makeRouter } from "@/app/router";
import { switchLanguage } from "@/lib/i18n";

beforeAll(() => switchLanguage("en"));

const refusal = (status: number, code: string) =>
  Response.json({ type: "about:blank", title: code, detail: code, code, status }, { status });

/** What the server answers to the sign-ins to come, in order; and what it was sent. */
let replies: Response[];
let sent: unknown[];

beforeEach(() => {
  replies = [];
  sent = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/setup")) return Response.json({ needs_owner: false });
    if (!pathname.endsWith("/login")) return refusal(401, "not_signed_in");
    sent.push(await request.json());
    return replies.shift() ?? refusal(503, "unavailable");
  });
});
afterEach(() => vi.unstubAllGlobals());

async function open(note?: SignInNote) {
  history.replaceState(null, "", "/login");
  const queries = makeQueryClient(() => {});
  if (note) leaveNote(queries, note);
  render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={makeRouter(queries)} />
    </QueryClientProvider>,
  );
  return {
    username: await screen.findByLabelText<HTMLInputElement>("Username"),
    password: screen.getByLabelText<HTMLInputElement>("Password"),
  };
}

it("asks for a code when the account wants one, and sends it with what was typed before", async () => {
  const { username, password } = await open();
  replies = [refusal(401, "second_factor_required"), refusal(401, "second_factor_invalid")];
  await userEvent.type(username, "ada");
  await userEvent.click(screen.getByLabelText("Stay signed in"));
  await userEvent.type(password, "a calm violet lighthouse{Enter}");
  const code = await screen.findByLabelText<HTMLInputElement>("Code");
  expect(code.inputMode).toBe("numeric");
  expect(code.autocomplete).toBe("one-time-code");
  expect(screen.queryByRole("alert")).toBeNull();

  await userEvent.type(code, " 123456{Enter}");
  await screen.findByText(/This code is not right/);
  expect(screen.getByLabelText<HTMLInputElement>("Code").value).toBe("");
  const typed = { username: "ada", password: "a calm violet lighthouse", remember_me: true };
  expect(sent).toEqual([typed, { ...typed, otp: "123456" }]);
});

it("takes letters for a recovery code", async () => {
  const { username, password } = await open();
  replies = [refusal(401, "second_factor_required")];
  await userEvent.type(username, "ada");
  await userEvent.type(password, "x{Enter}");
  await userEvent.click(await screen.findByText("Use a recovery code instead"));
  expect(screen.getByLabelText<HTMLInputElement>("Recovery code").inputMode).toBe("text");
});

it("keeps what was typed when the server had no time, and only the name when it was wrong", async () => {
  const { username, password } = await open();
  replies = [refusal(503, "busy"), refusal(401, "invalid_credentials")];
  await userEvent.type(username, "ada");
  await userEvent.type(password, "guess{Enter}");
  await screen.findByText(/Too many people/);
  expect(password.value).toBe("guess");
  await userEvent.type(password, "{Enter}");
  await screen.findByText("Username or password is not right.");
  expect([username.value, password.value]).toEqual(["ada", ""]);
});

it("says why someone finds themselves here", async () => {
  await open({ kind: "reused" });
  expect(screen.getByRole("alert").textContent).toContain("used a second time");
});

it("fills in the name after a new password was set", async () => {
  const { username } = await open({ kind: "password_set", username: "grace" });
  expect(username.value).toBe("grace");
  expect(screen.getByRole("alert").textContent).toContain("Your new password is set.");
});
