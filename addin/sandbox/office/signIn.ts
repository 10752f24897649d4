import * as sandbox from "../tenant/sandbox";

/**
 * The bridge through which MSAL asks its host for tokens (nested app authentication). The messages are MSAL's own
 * contract (msal-browser 5.29); Outlook offers the same object to the pages it shows.
 */
interface AuthBridge {
  addEventListener(name: string, heard: (answer: string) => void): void;
  removeEventListener(name: string, heard: (answer: string) => void): void;
  postMessage(message: string): void;
}

declare global {
  interface Window {
    nestedAppAuthBridge?: AuthBridge;
  }
}

interface BridgeRequest {
  messageType: "NestedAppAuthRequest";
  method: "GetInitContext" | "GetToken" | "GetTokenPopup";
  requestId: string;
  tokenParams?: { clientId: string; scope: string };
}

interface Claims {
  oid: string;
  tid: string;
  name?: string;
  preferred_username?: string;
  upn?: string;
  exp: number;
}

/** Signs that person in, without asking: whom the page shows is already chosen. */
export function signInAs(user: string): AuthBridge {
  const listeners = new Set<(answer: string) => void>();

  const reply = (answer: object) => {
    for (const heard of listeners) heard(JSON.stringify({ messageType: "NestedAppAuthResponse", ...answer }));
  };

  const serve = async ({ method, requestId, tokenParams }: BridgeRequest) => {
    try {
      const scope = tokenParams?.scope ?? "";
      const accessToken = await sandbox.token(user, isForGraph(scope) ? "graph" : undefined);
      const claims = claimsOf(accessToken);
      const account = {
        homeAccountId: `${claims.oid}.${claims.tid}`,
        environment: "login.microsoftonline.com",
        tenantId: claims.tid,
      };
      if (method === "GetInitContext") {
        const initContext = {
          capabilities: { queryAccount: true },
          sdkName: "sandbox",
          sdkVersion: "1.0.0",
          accountContext: account,
        };
        reply({ requestId, success: true, initContext });
        return;
      }
      reply({
        requestId,
        success: true,
        token: {
          access_token: accessToken,
          id_token: idToken(claims, tokenParams?.clientId ?? ""),
          expires_in: claims.exp - Math.floor(Date.now() / 1000),
          scope,
          properties: null,
        },
        account: {
          ...account,
          localAccountId: claims.oid,
          name: claims.name,
          username: claims.preferred_username ?? claims.upn ?? user,
        },
      });
    } catch (error) {
      const description = error instanceof Error ? error.message : String(error);
      reply({
        requestId,
        success: false,
        error: { status: "TRANSIENT_ERROR", code: "sandbox", description },
      });
    }
  };

  return {
    addEventListener: (_, heard) => void listeners.add(heard),
    removeEventListener: (_, heard) => void listeners.delete(heard),
    postMessage: (message) => void serve(JSON.parse(message) as BridgeRequest),
  };
}

/** Scopes of the product's API name it (`api://…`); Graph's stand alone or under its own host. */
export function isForGraph(scope: string): boolean {
  const own = new Set(["openid", "profile", "email", "offline_access"]);
  const resources = scope.split(/\s+/).filter((one) => one && !own.has(one));
  return (
    resources.length > 0 &&
    resources.every((one) => one.startsWith("https://graph.microsoft.com/") || !one.includes("/"))
  );
}

function claimsOf(token: string): Claims {
  const part = token.split(".")[1] ?? "";
  const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
    letter.charCodeAt(0),
  );
  return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
}

/** Says who signed in. Nobody checks its signature: MSAL reads it, and the API is never sent it. */
function idToken(claims: Claims, clientId: string): string {
  const now = Math.floor(Date.now() / 1000);
  const issued = {
    aud: clientId,
    exp: claims.exp,
    iat: now,
    iss: `https://login.microsoftonline.com/${claims.tid}/v2.0`,
    name: claims.name,
    oid: claims.oid,
    preferred_username: claims.preferred_username ?? claims.upn,
    sub: claims.oid,
    tid: claims.tid,
    ver: "2.0",
  };
  return `${base64Url({ alg: "none", typ: "JWT" })}.${base64Url(issued)}.`;
}

function base64Url(value: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The person in the page's address, remembered while the window is open because the page may change its address. */
export function personOfAddress(): string | null {
  const named = new URLSearchParams(location.search).get("user");
  if (named) sessionStorage.setItem("person", named);
  return named ?? sessionStorage.getItem("person");
}
