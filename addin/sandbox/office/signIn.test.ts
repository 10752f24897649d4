import { afterEach, describe, expect, test, vi } from "vitest";
import { isForGraph, signInAs } from "./signIn";

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const claims = { oid: "o-1", tid: "t-1", name: "Dagmar Weiß", preferred_username: "dagmar@firm.example" };
const accessToken = `${encode({ alg: "RS256" })}.${encode({ ...claims, exp: Math.floor(Date.now() / 1000) + 3600 })}.s`;

function bridge(answer: () => Response = () => Response.json({ access_token: accessToken })) {
  const asked: unknown[] = [];
  vi.stubGlobal("fetch", (_: string, options: RequestInit) => {
    asked.push(JSON.parse(options.body as string));
    return Promise.resolve(answer());
  });
  const door = signInAs("o-1");
  const ask = (method: string, scope?: string) =>
    new Promise<Record<string, unknown>>((resolve) => {
      const heard = (text: string) => {
        door.removeEventListener("message", heard);
        resolve(JSON.parse(text) as Record<string, unknown>);
      };
      door.addEventListener("message", heard);
      door.postMessage(
        JSON.stringify({
          messageType: "NestedAppAuthRequest",
          method,
          requestId: "r-1",
          ...(scope && { tokenParams: { clientId: "c-1", scope } }),
        }),
      );
    });
  return { ask, asked };
}

afterEach(() => vi.unstubAllGlobals());

describe("the sign-in bridge", () => {
  test("tells MSAL the account at once, so that a cache never gives another person's token", async () => {
    const answer = await bridge().ask("GetInitContext");
    expect(answer).toMatchObject({
      messageType: "NestedAppAuthResponse",
      requestId: "r-1",
      success: true,
      initContext: { accountContext: { homeAccountId: "o-1.t-1", tenantId: "t-1" } },
    });
  });

  test.each(["GetToken", "GetTokenPopup"])("%s gives the person's token for the API", async (method) => {
    const { ask, asked } = bridge();
    const answer = await ask(method, "api://mail-commitments/access_as_user openid");
    expect(asked).toEqual([{ user: "o-1" }]);
    expect(answer).toMatchObject({
      success: true,
      token: { access_token: accessToken },
      account: { username: "dagmar@firm.example", name: "Dagmar Weiß", localAccountId: "o-1" },
    });
  });

  test("gives a token for Graph when Graph's scopes are asked for", async () => {
    const { ask, asked } = bridge();
    await ask("GetToken", "https://graph.microsoft.com/Mail.Read");
    expect(asked).toEqual([{ user: "o-1", resource: "graph" }]);
  });

  test("a sandbox that refuses is an error that MSAL understands", async () => {
    const answer = await bridge(() => Response.json({ detail: "Nobody by that id." }, { status: 404 })).ask(
      "GetToken",
      "x",
    );
    expect(answer).toMatchObject({
      success: false,
      error: { status: "TRANSIENT_ERROR", description: "Nobody by that id." },
    });
  });

  test("knows whose scopes they are", () => {
    expect(isForGraph("Mail.Read User.Read")).toBe(true);
    expect(isForGraph("openid profile")).toBe(false);
    expect(isForGraph("api://mail-commitments/access_as_user")).toBe(false);
  });
});
