import { render } from "@testing-library/react";
import { beforeAll, expect, it } from "vitest";
import { switchLanguage } from "@/lib/i18n";
import { ProblemText } from "./ProblemText";

beforeAll(() => switchLanguage("en"));

const problem = { type: "x", title: "No", detail: "No.", code: "other", request_id: "abc-123" };

it("names the request where the server is at fault, and only there", () => {
  const { container, rerender } = render(<ProblemText problem={{ ...problem, status: 500 }} />);
  expect(container.textContent).toBe("No.Request id: abc-123");
  rerender(<ProblemText problem={{ ...problem, status: 503, request_id: null }} />);
  expect(container.textContent).toBe("No.");
  rerender(<ProblemText problem={{ ...problem, status: 409 }} />);
  expect(container.textContent).toBe("No.");
});
