import { afterEach, describe, expect, test, vi } from "vitest";
import type { ChosenItem, HostEvent, OutlookHost } from "./host";
import { ENUMS, isAtLeast, office } from "./office";

const chosen: ChosenItem = {
  id: "AAk-_1=",
  conversationId: "AAQ-_2=",
  internetMessageId: "<1@firm.example>",
  subject: "RE: FW: Stability data",
  from: { name: "Priya Raman", address: "priya@sara.example" },
  sender: { name: "Priya Raman", address: "priya@sara.example" },
  to: [{ name: "Anna", address: "anna@firm.example" }],
  cc: [],
  created: "2026-03-04T08:00:00Z",
  modified: "2026-03-04T08:00:00Z",
  categories: ["Review"],
  attachments: [],
};

function page() {
  const listeners = new Map<HostEvent, () => void>();
  const host = {
    person: {
      id: "anna",
      displayName: "Anna Lindqvist",
      emailAddress: "anna@firm.example",
      timeZone: "W. Europe Standard Time",
    },
    item: chosen as ChosenItem | null,
    theme: {
      dark: false,
      bodyBackground: "#fff",
      bodyForeground: "#000",
      controlBackground: "#eee",
      controlForeground: "#111",
    },
    bodyOf: vi.fn<OutlookHost["bodyOf"]>(() =>
      Promise.resolve({ contentType: "html", content: "<p>One</p><p>Two</p>" }),
    ),
    headersOf: () => Promise.resolve([{ name: "In-Reply-To", value: "<0@firm.example>" }]),
    categoryList: () => Promise.resolve([{ displayName: "Review", color: "preset7" }]),
    changeCategories: vi.fn<OutlookHost["changeCategories"]>(() => Promise.resolve()),
    showMessage: vi.fn<OutlookHost["showMessage"]>(),
    showReply: vi.fn<OutlookHost["showReply"]>(),
    showNewMessage: vi.fn<OutlookHost["showNewMessage"]>(),
    showNotices: vi.fn<OutlookHost["showNotices"]>(),
    listen(event: HostEvent, heard: () => void) {
      listeners.set(event, heard);
      return () => void listeners.delete(event);
    },
  } satisfies OutlookHost;
  const outlook = office(host);
  const { context } = outlook;
  const { mailbox } = context;
  if (!mailbox) throw new Error("There is a page around the pane.");
  return {
    host,
    context,
    mailbox,
    onReady: () => outlook.onReady(),
    tell: (event: HostEvent) => listeners.get(event)?.(),
  };
}

function item(mailbox: ReturnType<typeof page>["mailbox"]) {
  if (!mailbox.item) throw new Error("A mail is chosen.");
  return mailbox.item;
}

/** The answer of an asynchronous method of Office.js. */
const asked = <T>(call: (callback: (result: Office.AsyncResult<T>) => void) => void) =>
  new Promise<Office.AsyncResult<T>>((resolve) => call(resolve));

const bar = (message: string) => ({
  type: ENUMS.MailboxEnums.ItemNotificationMessageType.InformationalMessage,
  message,
  icon: "icon16",
  persistent: false,
});

afterEach(() => localStorage.clear());

describe("start", () => {
  test("outside Outlook there is a host of nothing and no mailbox, as with the real Office.js", async () => {
    const outside = office(undefined);
    expect(await outside.onReady()).toEqual({ host: null, platform: null });
    expect(outside.context.mailbox).toBeUndefined();
    expect(outside.context.requirements.isSetSupported("Mailbox", "1.1")).toBe(false);
  });

  test("inside it is Outlook on the web", async () => {
    const { onReady, mailbox } = page();
    expect(await onReady()).toEqual({
      host: ENUMS.HostType.Outlook,
      platform: ENUMS.PlatformType.OfficeOnline,
    });
    expect(mailbox.userProfile.timeZone).toBe("W. Europe Standard Time");
  });

  test("requirement sets compare by number", () => {
    expect(isAtLeast("1.14", "1.5")).toBe(true);
    expect(isAtLeast("1.5", "1.14")).toBe(false);
    expect(isAtLeast("0", "1.1")).toBe(false);
    expect(page().context.requirements.isSetSupported("NestedAppAuth", "1.1")).toBe(true);
    expect(page().context.requirements.isSetSupported("ExcelApi", "1.1")).toBe(false);
  });
});

describe("the chosen mail", () => {
  test("has Exchange's spelling of ids, which converts to Graph's and back", () => {
    const { mailbox } = page();
    const { itemId, conversationId, normalizedSubject } = item(mailbox);
    expect(itemId).toBe("AAk/+1=");
    expect(mailbox.convertToRestId(itemId, "v2.0")).toBe(chosen.id);
    expect(mailbox.convertToRestId(conversationId, "v2.0")).toBe(chosen.conversationId);
    expect(normalizedSubject).toBe("Stability data");
  });

  test("is the same object until another is chosen, and null when none is", () => {
    const { host, mailbox } = page();
    expect(mailbox.item).toBe(mailbox.item);
    host.item = { ...chosen, id: "B", subject: "Other" };
    expect(item(mailbox).subject).toBe("Other");
    host.item = null;
    expect(mailbox.item).toBeNull();
  });

  test("a change of it is told to whoever listens, until they stop", async () => {
    const { mailbox, tell } = page();
    const changed = vi.fn<() => void>();
    await asked<void>((done) => mailbox.addHandlerAsync(ENUMS.EventType.ItemChanged, changed, done));
    tell("item");
    expect(changed).not.toHaveBeenCalled();
    await Promise.resolve();
    expect(changed).toHaveBeenCalledOnce();
    await asked<void>((done) => mailbox.removeHandlerAsync(ENUMS.EventType.ItemChanged, done));
    tell("item");
    await Promise.resolve();
    expect(changed).toHaveBeenCalledOnce();
  });

  test("its text comes in the form that is asked for, later, with the caller's own context", async () => {
    const { mailbox } = page();
    let isLater = false;
    const answer = asked<string>((done) =>
      item(mailbox).body.getAsync("text", { asyncContext: 7 }, (result) => {
        expect(isLater).toBe(true);
        done(result);
      }),
    );
    isLater = true;
    expect(await answer).toMatchObject({ status: "succeeded", value: "One\nTwo", asyncContext: 7 });
  });

  test("a mail that is gone is a failure in the answer, not an exception", async () => {
    const { host, mailbox } = page();
    host.bodyOf.mockRejectedValueOnce(new Error("The mail is gone."));
    const answer = await asked<string>((done) => item(mailbox).body.getAsync("html", done));
    expect(answer).toMatchObject({ status: "failed", error: { message: "The mail is gone." } });
  });
});

describe("the limits of Outlook", () => {
  test("a fourth call is refused while three wait", async () => {
    const { mailbox } = page();
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => asked<string>((done) => item(mailbox).body.getAsync("html", done))),
    );
    expect(answers.map(({ status }) => status)).toEqual(["succeeded", "succeeded", "succeeded", "failed"]);
    expect(answers[3]?.error.code).toBe(5100);
    const later = await asked<string>((done) => item(mailbox).body.getAsync("html", done));
    expect(later.status).toBe("succeeded");
  });

  test("a notification holds 150 characters and a mail five of them", async () => {
    const { mailbox, host } = page();
    const { notificationMessages } = item(mailbox);
    expect(() => notificationMessages.addAsync("a", bar("x".repeat(151)))).toThrow(RangeError);
    for (const key of ["a", "b", "c", "d", "e"])
      await asked<void>((done) => notificationMessages.addAsync(key, bar(key), done));
    const again = await asked<void>((done) => notificationMessages.addAsync("a", bar("a"), done));
    expect(again.error.name).toBe("NotificationKeyExists");
    const sixth = await asked<void>((done) => notificationMessages.addAsync("f", bar("f"), done));
    expect(sixth.error.name).toBe("NumberOfNotificationMessagesExceeded");
    expect(host.showNotices).toHaveBeenCalledTimes(5);
  });

  test("an insight notification does not exist while reading on the web", () => {
    const { mailbox } = page();
    expect(() =>
      item(mailbox).notificationMessages.addAsync("a", { ...bar("x"), type: "insightMessage" }),
    ).toThrow(TypeError);
  });

  test("a category has to be in the mailbox's list", async () => {
    const { mailbox, host } = page();
    const { categories } = item(mailbox);
    const unknown = await asked<void>((done) => categories.addAsync(["Waiting for"], done));
    expect(unknown.error.name).toBe("InvalidCategory");
    await asked<void>((done) => categories.addAsync(["Review"], done));
    expect(host.changeCategories).toHaveBeenCalledOnce();
    expect(host.changeCategories.mock.calls[0]?.[1](["Old", "Review"])).toEqual(["Old", "Review"]);
  });

  test("custom properties hold 2,500 characters and stay with their mail", async () => {
    const { mailbox, host } = page();
    const load = () =>
      asked<Office.CustomProperties>((done) => item(mailbox).loadCustomPropertiesAsync(done)).then(
        ({ value }) => value,
      );
    const properties = await load();
    properties.set("request", "42");
    await asked<void>((done) => properties.saveAsync(done));
    expect((await load()).get("request")).toBe("42");
    properties.set("long", "x".repeat(2_500));
    const tooLong = await asked<void>((done) => properties.saveAsync(done));
    expect(tooLong.error.name).toBe("DataExceedsMaximumSize");
    host.item = { ...chosen, id: "other" };
    expect((await load()).getAll()).toEqual({});
  });

  test("forms hold 32 KB of text and 255 characters of subject", async () => {
    const { mailbox, host } = page();
    expect(() => mailbox.displayNewMessageForm({ subject: "x".repeat(256) })).toThrow(RangeError);
    expect(() => item(mailbox).displayReplyForm("x".repeat(32 * 1024 + 1))).toThrow(RangeError);
    item(mailbox).displayReplyAllForm({ htmlBody: "<p>Hello</p>" });
    expect(host.showReply).toHaveBeenCalledWith(chosen.id, true, "<p>Hello</p>");
    mailbox.displayMessageForm("AAk/+9=");
    expect(host.showMessage).toHaveBeenCalledWith("AAk-_9=");
  });
});
