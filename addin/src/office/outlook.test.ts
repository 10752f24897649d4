import { afterEach, expect, test, vi } from "vitest";
import { startOutlook } from "./outlook";

afterEach(() => void vi.unstubAllGlobals());

function stubOffice(item: unknown, hostName = "OutlookWebApp") {
  const displayMessageForm = vi.fn<(id: string) => void>();
  vi.stubGlobal("Office", {
    HostType: { Outlook: "Outlook" },
    MailboxEnums: { ItemType: { Appointment: "appointment" }, RestVersion: { v2_0: "v2.0" } },
    onReady: async () => ({ host: "Outlook" }),
    context: {
      mailbox: {
        item,
        diagnostics: { hostName },
        convertToRestId: (id: string) => id.replaceAll("/", "-"),
        convertToEwsId: (id: string) => id.replaceAll("-", "/"),
        displayMessageForm,
      },
    },
  });
  return displayMessageForm;
}

test("Outside of Outlook there is none", async () => {
  expect(await startOutlook()).toBeNull();
});

test("An opened mail is named by the ids that Graph knows", async () => {
  stubOffice({ itemType: "message", itemId: "a/b", conversationId: "c/d", subject: "Drawings" });
  expect((await startOutlook())?.openItem()).toEqual({
    kind: "mail",
    messageId: "a-b",
    conversationId: "c-d",
    subject: "Drawings",
  });
});

test("A mail is opened by Outlook's own id, on phones by Graph's", async () => {
  const onTheWeb = stubOffice(null);
  (await startOutlook())?.openMail("a-b");
  expect(onTheWeb).toHaveBeenCalledWith("a/b");
  const onAPhone = stubOffice(null, "OutlookIOS");
  (await startOutlook())?.openMail("a-b");
  expect(onAPhone).toHaveBeenCalledWith("a-b");
});

test.each([
  ["nothing", null],
  ["draft", { itemType: "message", subject: {} }],
  ["appointment", { itemType: "appointment", itemId: "a", subject: "Meeting" }],
])("Beside %s the pane knows what it is beside", async (kind, item) => {
  stubOffice(item);
  expect((await startOutlook())?.openItem()).toEqual({ kind });
});
