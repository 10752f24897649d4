import { FluentProvider, webDarkTheme, webLightTheme } from "@fluentui/react-components";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import { ApiProvider } from "../api/ApiContext";
import { createApi, Problem } from "../api/client";
import { IdentityProvider } from "../identity/IdentityContext";
import { SignInNeeded, type Identity } from "../identity/signIn";
import { OutlookProvider } from "../office/OutlookContext";
import type { Outlook } from "../office/outlook";
import type { Texts } from "../texts/text";
import { LanguageProvider } from "./Language";
import "./page.css";

type Props = {
  outlook: Outlook | null;
  identity: Identity;
  texts: Texts;
  locale: string;
  children: ReactNode;
};

/** What every page stands in: Outlook, who is signed in, the language, the server's answers and the theme. */
export function Page({ outlook, identity, texts, locale, children }: Props) {
  const api = useMemo(() => createApi(identity.token, locale), [identity, locale]);
  const [queries] = useState(createQueries);
  const dark = useDark(outlook);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
  }, [locale, dark]);

  return (
    <OutlookProvider value={outlook}>
      <IdentityProvider value={identity}>
        <ApiProvider value={api}>
          <QueryClientProvider client={queries}>
            <LanguageProvider texts={texts} locale={locale}>
              <FluentProvider
                theme={dark ? webDarkTheme : webLightTheme}
                className="page"
                data-dark={dark ? "" : undefined}
              >
                {children}
              </FluentProvider>
            </LanguageProvider>
          </QueryClientProvider>
        </ApiProvider>
      </IdentityProvider>
    </OutlookProvider>
  );
}

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What the server refused it refuses again; only a lost connection or a busy server is worth another try.
        retry: (attempts, failure) =>
          attempts < 2 &&
          !(failure instanceof SignInNeeded) &&
          !(failure instanceof Problem && failure.status > 0 && failure.status < 500),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
    },
  });
}

function useDark(outlook: Outlook | null): boolean {
  const system = useSyncExternalStore(
    (changed) => {
      const query = matchMedia("(prefers-color-scheme: dark)");
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => matchMedia("(prefers-color-scheme: dark)").matches,
  );
  const [chosen, setChosen] = useState(() => outlook?.isDark() ?? null);
  useEffect(() => outlook?.onThemeChanged(() => setChosen(outlook.isDark())), [outlook]);
  return chosen ?? system;
}
