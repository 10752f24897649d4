import { answer, atMost, type Callback, type OptionsOrCallback } from "./calls";
import type { OutlookHost } from "./host";
import { FORM_LIMIT, readItem, toGraphId, toOfficeId, type ReadItem } from "./item";
import { NotificationBars } from "./notifications";

export type ReadMailbox = Pick<
  Office.Mailbox,
  | "addHandlerAsync"
  | "convertToEwsId"
  | "convertToRestId"
  | "displayMessageForm"
  | "displayMessageFormAsync"
  | "displayNewMessageForm"
  | "displayNewMessageFormAsync"
  | "removeHandlerAsync"
  | "userProfile"
> & {
  diagnostics: Pick<Office.Diagnostics, "hostName" | "hostVersion" | "OWAView">;
  /** Null while no mail is chosen, as in a pinned pane. */
  readonly item: ReadItem | null;
};

const MOST_RECIPIENTS = 100;
const HANDLED = ["olkItemSelectedChanged", "officeThemeChanged"];

/** `Office.context.mailbox` over the page around the pane. */
export function readMailbox(host: OutlookHost, theme: () => Office.OfficeTheme): ReadMailbox {
  const bars = new NotificationBars(host);
  const handlers = new Map<string, ((event: unknown) => void)[]>();
  let item: ReadItem | null = null;
  let itemId: string | undefined;

  const tell = (type: string, event: object) => {
    for (const handler of handlers.get(type) ?? []) queueMicrotask(() => handler({ type, ...event }));
  };
  host.listen("item", () => tell("olkItemSelectedChanged", { initialData: null }));
  host.listen("theme", () => tell("officeThemeChanged", { officeTheme: theme() }));

  const showNew = (form: Office.MessageForm) => {
    const to = addresses(form.toRecipients, "toRecipients");
    const cc = addresses(form.ccRecipients, "ccRecipients");
    atMost(255, form.subject, "subject");
    atMost(FORM_LIMIT, form.htmlBody, "htmlBody");
    host.showNewMessage({ to, cc, subject: form.subject ?? "", html: form.htmlBody ?? "" });
  };

  return {
    get item() {
      if (host.item?.id !== itemId) {
        itemId = host.item?.id;
        item = host.item && readItem(host.item, host, bars);
      }
      return item;
    },
    userProfile: {
      accountType: "enterprise",
      displayName: host.person.displayName,
      emailAddress: host.person.emailAddress,
      timeZone: host.person.timeZone,
    },
    diagnostics: { hostName: "OutlookWebApp", hostVersion: "20261116001.05", OWAView: "ThreeColumns" },
    convertToRestId: (id: string) => toGraphId(id),
    convertToEwsId: (id: string) => toOfficeId(id),
    displayMessageForm: (id: string) => host.showMessage(toGraphId(id)),
    displayMessageFormAsync: (id: string, options?: OptionsOrCallback<void>, callback?: Callback<void>) =>
      answer(options, callback, () => host.showMessage(toGraphId(id))),
    displayNewMessageForm: showNew,
    displayNewMessageFormAsync: (
      form: Office.MessageForm,
      options?: OptionsOrCallback<void>,
      callback?: Callback<void>,
    ) => answer(options, callback, () => showNew(form)),
    addHandlerAsync(
      type: string | Office.EventType,
      handler: (event: unknown) => void,
      options?: OptionsOrCallback<void>,
      callback?: Callback<void>,
    ) {
      answer(options, callback, () => {
        if (!HANDLED.includes(String(type))) throw new TypeError(`The mailbox has no event "${type}".`);
        handlers.set(String(type), [...(handlers.get(String(type)) ?? []), handler]);
      });
    },
    removeHandlerAsync(
      type: string | Office.EventType,
      options?: OptionsOrCallback<void>,
      callback?: Callback<void>,
    ) {
      answer(options, callback, () => void handlers.delete(String(type)));
    },
  };
}

function addresses(people: readonly (string | Office.EmailUser)[] | undefined, parameter: string): string[] {
  if ((people?.length ?? 0) > MOST_RECIPIENTS)
    throw new RangeError(`"${parameter}" takes at most ${MOST_RECIPIENTS} recipients.`);
  return (people ?? []).map((who) =>
    typeof who === "string" ? who : `${who.displayName} <${who.emailAddress}>`,
  );
}
