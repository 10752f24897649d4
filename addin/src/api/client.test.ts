import { afterEach, expect, test, vi } from "vitest";
import { problem, someMe } from "../Some";
import { createApi, Problem } from "./client";

afterEach(() => void vi.unstubAllGlobals());

const signal = new AbortController().signal;

test("A token that the server refuses is replaced once by a fresh one", async () => {
  const used: (string | null)[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    used.push(request.headers.get("Authorization"));
    return used.length === 1 ? problem(401, "Sign in") : Response.json(someMe);
  });
  const api = createApi(async (fresh) => (fresh ? "new" : "old"), "en");
  expect((await api.me(signal)).name).toBe("Anna Keller");
  expect(used).toEqual(["Bearer old", "Bearer new"]);
});

test("A refusal carries the server's words and the messages per field", async () => {
  vi.stubGlobal("fetch", async () =>
    problem(400, "Not yet", { detail: "Choose a later date.", errors: { deadline: ["It has passed."] } }),
  );
  const failure: unknown = await createApi(async () => "token", "en")
    .me(signal)
    .catch((caught: unknown) => caught);
  expect(failure).toBeInstanceOf(Problem);
  expect(failure).toMatchObject({
    status: 400,
    message: "Not yet",
    detail: "Choose a later date.",
    fields: { deadline: ["It has passed."] },
  });
});

test("A server that cannot be reached is a problem without a status", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(createApi(async () => "token", "en").me(signal)).rejects.toMatchObject({ status: 0 });
});
