import type {
  ChosenItem,
  HostEvent,
  HostPerson,
  HostTheme,
  NewMessageForm,
  Notice,
  OutlookHost,
} from "../office/host";
import type { Mailbox } from "../tenant/graph";
import type { Address, Attachment, Message, MessageSummary, Recipient } from "../tenant/message";

/** What the page does when the task pane asks for it. */
export interface PageActions {
  showMessage(id: string): void;
  showReply(id: string, all: boolean, html: string): void;
  showNewMessage(form: NewMessageForm): void;
  showNotices(id: string, notices: Notice[]): void;
  categoriesChanged(): void;
}

/** The page as the stand-in for Office.js sees it. One for each person: another person is another Outlook. */
export class PaneHost implements OutlookHost {
  item: ChosenItem | null = null;
  actions: PageActions | null = null;
  private readonly listeners = new Map<HostEvent, Set<() => void>>();

  constructor(
    private readonly mailbox: Mailbox,
    public person: HostPerson,
    public theme: HostTheme,
  ) {}

  choose(item: ChosenItem | null) {
    const isOther = item?.id !== this.item?.id;
    this.item = item;
    if (isOther) this.tell("item");
  }

  dress(theme: HostTheme) {
    const isOther = theme.dark !== this.theme.dark;
    this.theme = theme;
    if (isOther) this.tell("theme");
  }

  bodyOf = async (id: string) => (await this.mailbox.message(id)).body;

  headersOf = (id: string) => this.mailbox.headers(id);

  categoryList = () => this.mailbox.categories();

  async changeCategories(id: string, change: (now: string[]) => string[]) {
    const { categories } = await this.mailbox.message(id);
    await this.mailbox.change(id, { categories: change(categories) });
    this.actions?.categoriesChanged();
  }

  showMessage(id: string) {
    this.actions?.showMessage(id);
  }

  showReply(id: string, all: boolean, html: string) {
    this.actions?.showReply(id, all, html);
  }

  showNewMessage(form: NewMessageForm) {
    this.actions?.showNewMessage(form);
  }

  showNotices(id: string, notices: Notice[]) {
    this.actions?.showNotices(id, notices);
  }

  listen(event: HostEvent, heard: () => void) {
    const listeners = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listeners.add(heard));
    return () => void listeners.delete(heard);
  }

  private tell(event: HostEvent) {
    for (const heard of this.listeners.get(event) ?? []) heard();
  }
}

const addressOf = (who: Recipient | undefined): Address => who?.emailAddress ?? { name: "", address: "" };

export function chosenItem(
  message: MessageSummary & Partial<Pick<Message, "createdDateTime" | "lastModifiedDateTime">>,
  attachments: Attachment[],
): ChosenItem {
  return {
    id: message.id,
    conversationId: message.conversationId,
    internetMessageId: message.internetMessageId,
    subject: message.subject,
    from: addressOf(message.from),
    sender: addressOf(message.sender ?? message.from),
    to: message.toRecipients.map(addressOf),
    cc: message.ccRecipients.map(addressOf),
    created: message.createdDateTime ?? message.receivedDateTime,
    modified: message.lastModifiedDateTime ?? message.receivedDateTime,
    categories: message.categories,
    attachments,
  };
}
