/** What is open beside the task pane. */
export type OpenItem =
  | { kind: "nothing" }
  | { kind: "draft" }
  | { kind: "appointment" }
  /** Ids as Graph writes them. */
  | { kind: "mail"; messageId: string; conversationId: string; subject: string };

/** Outlook, in the product's words. */
export type Outlook = {
  readonly language: string;
  openItem: () => OpenItem;
  /** Calls back whenever a pinned pane finds itself beside another item; the returned function stops that. */
  onOpenItemChanged: (changed: () => void) => () => void;
  /** Opens a mail in a window of its own. */
  openMail: (messageId: string) => void;
  /** Opens one of the product's pages in the browser. */
  openInBrowser: (address: string) => void;
  /** `null` where Outlook does not say, so that the system's choice holds. */
  isDark: () => boolean | null;
  onThemeChanged: (changed: () => void) => void;
};

/** Resolves once Office.js has started; with `null` when the page is open outside of Outlook. */
export async function startOutlook(): Promise<Outlook | null> {
  if (typeof Office === "undefined") return null;
  const { host } = await Office.onReady();
  return host === Office.HostType.Outlook ? outlook : null;
}

const outlook: Outlook = {
  get language() {
    return Office.context.displayLanguage;
  },

  openItem() {
    const { item } = Office.context.mailbox;
    if (!item) return { kind: "nothing" };
    if (item.itemType === Office.MailboxEnums.ItemType.Appointment) return { kind: "appointment" };
    // While a mail is written its subject is an object to ask, and it has no lasting id.
    if (!item.itemId || typeof item.subject !== "string") return { kind: "draft" };
    return {
      kind: "mail",
      messageId: toGraph(item.itemId),
      conversationId: toGraph(item.conversationId),
      subject: item.subject,
    };
  },

  onOpenItemChanged(changed) {
    const { mailbox } = Office.context;
    mailbox.addHandlerAsync(Office.EventType.ItemChanged, changed);
    return () => mailbox.removeHandlerAsync(Office.EventType.ItemChanged);
  },

  openMail(messageId) {
    const { mailbox } = Office.context;
    mailbox.displayMessageForm(
      idsAreGraphs() ? messageId : mailbox.convertToEwsId(messageId, Office.MailboxEnums.RestVersion.v2_0),
    );
  },

  openInBrowser(address) {
    if (Office.context.requirements.isSetSupported("OpenBrowserWindowApi", "1.1"))
      Office.context.ui.openBrowserWindow(address);
    else window.open(address, "_blank", "noopener");
  },

  isDark() {
    const theme = Office.context.officeTheme as Partial<Office.OfficeTheme> | undefined;
    return theme?.isDarkTheme ?? null;
  },

  onThemeChanged(changed) {
    if (Office.context.requirements.isSetSupported("Mailbox", "1.14"))
      Office.context.mailbox.addHandlerAsync(Office.EventType.OfficeThemeChanged, changed);
  },
};

function toGraph(id: string): string {
  return idsAreGraphs()
    ? id
    : Office.context.mailbox.convertToRestId(id, Office.MailboxEnums.RestVersion.v2_0);
}

// On phones item ids are Graph's already, and the conversion does not exist.
function idsAreGraphs(): boolean {
  return ["OutlookIOS", "OutlookAndroid"].includes(Office.context.mailbox.diagnostics.hostName);
}
