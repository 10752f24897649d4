import { answer, OfficeFailure, type Callback } from "./calls";
import type { OutlookHost } from "./host";
import { readMailbox, type ReadMailbox } from "./mailbox";

/** What Outlook on the web announces. It opens addresses by `window.open`, so there is no OpenBrowserWindowApi. */
const SUPPORTED: Record<string, string> = { Mailbox: "1.15", NestedAppAuth: "1.1" };

const ROAMING_LIMIT = 32 * 1024;

type Info = { host: Office.HostType; platform: Office.PlatformType };

/** What the stand-in offers; a member of the real one that is missing here does not compile. */
export type OfficeContext = Pick<
  Office.Context,
  | "contentLanguage"
  | "displayLanguage"
  | "diagnostics"
  | "host"
  | "officeTheme"
  | "platform"
  | "requirements"
  | "touchEnabled"
> & {
  mailbox: ReadMailbox | undefined;
  roamingSettings: Office.RoamingSettings;
  ui: Pick<Office.UI, "closeContainer" | "openBrowserWindow">;
};

/** The names and values of Office.js that code in a task pane compares with. */
export const ENUMS = {
  AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
  CoercionType: { Text: "text", Html: "html" },
  EventType: { ItemChanged: "olkItemSelectedChanged", OfficeThemeChanged: "officeThemeChanged" },
  HostType: { Outlook: "Outlook" },
  PlatformType: {
    OfficeOnline: "OfficeOnline",
    PC: "PC",
    Mac: "Mac",
    iOS: "iOS",
    Android: "Android",
    Universal: "Universal",
  },
  MailboxEnums: {
    ItemType: { Message: "message", Appointment: "appointment" },
    ItemNotificationMessageType: {
      ProgressIndicator: "progressIndicator",
      InformationalMessage: "informationalMessage",
      ErrorMessage: "errorMessage",
      InsightMessage: "insightMessage",
    },
    RecipientType: {
      DistributionList: "distributionList",
      User: "user",
      ExternalUser: "externalUser",
      Other: "other",
    },
    RestVersion: { v1_0: "v1.0", v2_0: "v2.0", Beta: "beta" },
  },
} as const;

/**
 * The stand-in for the global `Office`.
 * @param host The page around the pane; without one it answers as the real Office.js does outside Outlook.
 */
export function office(host: OutlookHost | undefined) {
  const info = (host
    ? { host: "Outlook", platform: "OfficeOnline" }
    : { host: null, platform: null }) as unknown as Info;

  const theme = (): Office.OfficeTheme => ({
    bodyBackgroundColor: host?.theme.bodyBackground ?? "#ffffff",
    bodyForegroundColor: host?.theme.bodyForeground ?? "#000000",
    controlBackgroundColor: host?.theme.controlBackground ?? "#ffffff",
    controlForegroundColor: host?.theme.controlForeground ?? "#000000",
    isDarkTheme: host?.theme.dark ?? false,
    themeId: (host?.theme.dark ? 1 : 0) as never,
  });

  const context: OfficeContext = {
    host: info.host,
    platform: info.platform,
    displayLanguage: navigator.language,
    contentLanguage: navigator.language,
    touchEnabled: navigator.maxTouchPoints > 0,
    diagnostics: { ...info, version: "16.0.0.0" },
    mailbox: host && readMailbox(host, theme),
    get officeTheme() {
      return theme();
    },
    requirements: {
      isSetSupported: (name: string, version: string | number = "1.1") =>
        host !== undefined && isAtLeast(SUPPORTED[name] ?? "0", String(version)),
    },
    roamingSettings: roamingSettings(host?.person.id ?? ""),
    ui: {
      openBrowserWindow: (address: string) => void window.open(address, "_blank", "noopener"),
      closeContainer: () => undefined,
    },
  };

  const ready = Promise.resolve(info);
  const stand = {
    ...ENUMS,
    context,
    /** Older add-ins set this; it is called once Outlook is ready. */
    initialize: undefined as ((reason: string) => void) | undefined,
    onReady(callback?: (info: Info) => unknown): Promise<Info> {
      return ready.then((told) => {
        callback?.(told);
        return told;
      });
    },
  };
  addEventListener("load", () => queueMicrotask(() => stand.initialize?.("documentOpened")));
  return stand;
}

/** Versions compare by their numbers: 1.10 is later than 1.9. */
export function isAtLeast(supported: string, wanted: string): boolean {
  const [major = 0, minor = 0] = supported.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  return major > 0 && (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor));
}

/** Settings of this add-in that follow the person; here from one start of the browser to the next. */
function roamingSettings(user: string): Office.RoamingSettings {
  const place = `roaming ${user}`;
  const values = new Map<string, unknown>(
    Object.entries(JSON.parse(localStorage.getItem(place) ?? "{}") as Record<string, unknown>),
  );
  return {
    get: (name: string) => values.get(name),
    set: (name: string, value: unknown) => void values.set(name, value),
    remove: (name: string) => void values.delete(name),
    saveAsync(callback?: Callback<void>) {
      answer<void>(undefined, callback, () => {
        const text = JSON.stringify(Object.fromEntries(values));
        if (text.length > ROAMING_LIMIT)
          throw new OfficeFailure("DataExceedsMaximumSize", "Roaming settings hold at most 32 KB.");
        localStorage.setItem(place, text);
      });
    },
  };
}
