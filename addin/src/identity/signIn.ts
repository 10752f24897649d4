import type { IPublicClientApplication, SilentRequest } from "@azure/msal-browser";
import { readSettings, type TokenSource } from "../api/client";

/** Nobody is signed in, and asking needs the person: show a button that calls `signIn`. */
export class SignInNeeded extends Error {
  constructor(cause: unknown) {
    super("Sign in to go on.", { cause });
    this.name = "SignInNeeded";
  }
}

export type Identity = {
  token: TokenSource;
  /** Asks the person. In Outlook its own window opens; elsewhere the page leaves and comes back. */
  signIn: () => Promise<void>;
};

/**
 * Signs in through Outlook where it lends its sign-in (nested app authentication), else by redirect.
 * The library is loaded with the first token, so that the page is drawn before it.
 */
export function createIdentity(): Identity {
  let starting: ReturnType<typeof start> | undefined;
  const started = () => {
    starting ??= start().catch((failure: unknown) => {
      starting = undefined;
      throw failure;
    });
    return starting;
  };

  return {
    async token(fresh) {
      const { app, request, needsPerson } = await started();
      const account = app.getActiveAccount() ?? app.getAllAccounts()[0];
      const silent: SilentRequest = { ...request, forceRefresh: fresh, ...(account ? { account } : {}) };
      try {
        return (await app.acquireTokenSilent(silent)).accessToken;
      } catch (failure) {
        if (!needsPerson(failure)) throw failure;
        if (!inOutlook()) throw new SignInNeeded(failure);
        return askThrough(app, request);
      }
    },
    async signIn() {
      const { app, request } = await started();
      if (inOutlook()) await askThrough(app, request);
      else await app.acquireTokenRedirect({ ...request, redirectStartPage: location.href });
    },
  };
}

async function start() {
  const [msal, settings] = await Promise.all([import("@azure/msal-browser"), readSettings()]);
  const app = await msal.createNestablePublicClientApplication({
    auth: {
      clientId: settings.clientId,
      authority: settings.authority,
      knownAuthorities: [new URL(settings.authority).host],
      redirectUri: location.origin + location.pathname,
    },
    // The page comes back from signing in as a new page; without storage it would not know its account.
    cache: { cacheLocation: "localStorage" },
  });
  if (!inOutlook()) {
    const back = await app.handleRedirectPromise();
    if (back) app.setActiveAccount(back.account);
  }
  return {
    app,
    request: {
      scopes: settings.scopes,
      // No hidden frames: what the cache and the refresh token cannot give, the person gives.
      cacheLookupPolicy: msal.CacheLookupPolicy.AccessTokenAndRefreshToken,
    },
    needsPerson: (failure: unknown) =>
      failure instanceof msal.InteractionRequiredAuthError ||
      (failure instanceof msal.AuthError && failure.errorCode === "no_account_error"),
  };
}

async function askThrough(app: IPublicClientApplication, request: { scopes: string[] }): Promise<string> {
  try {
    const answer = await app.acquireTokenPopup({ scopes: request.scopes });
    app.setActiveAccount(answer.account);
    return answer.accessToken;
  } catch (failure) {
    throw new SignInNeeded(failure);
  }
}

// Outlook lends its sign-in through this object; msal-browser looks for it under the same name.
function inOutlook(): boolean {
  return "nestedAppAuthBridge" in window;
}
