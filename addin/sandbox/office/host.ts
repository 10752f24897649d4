import type { Address, Attachment, Body, Category } from "../tenant/message";

/** The mail that the task pane beside the page is about. */
export interface ChosenItem {
  id: string;
  conversationId: string;
  internetMessageId: string;
  subject: string;
  from: Address;
  sender: Address;
  to: Address[];
  cc: Address[];
  /** ISO instants. */
  created: string;
  modified: string;
  categories: string[];
  attachments: Attachment[];
}

export interface Notice {
  key: string;
  kind: "progress" | "information" | "error" | "insight";
  words: string;
}

/** The colours an add-in is told of. */
export interface HostTheme {
  dark: boolean;
  bodyBackground: string;
  bodyForeground: string;
  controlBackground: string;
  controlForeground: string;
}

export interface HostPerson {
  id: string;
  displayName: string;
  emailAddress: string;
  /** Windows name. */
  timeZone: string;
}

export interface NewMessageForm {
  to: string[];
  cc: string[];
  subject: string;
  html: string;
}

export type HostEvent = "item" | "theme";

/** What the mail client around the task pane offers the stand-in for Office.js; the page sets it on its window. */
export interface OutlookHost {
  readonly person: HostPerson;
  readonly item: ChosenItem | null;
  readonly theme: HostTheme;
  bodyOf(id: string): Promise<Body>;
  headersOf(id: string): Promise<{ name: string; value: string }[]>;
  categoryList(): Promise<Category[]>;
  changeCategories(id: string, change: (now: string[]) => string[]): Promise<void>;
  showMessage(id: string): void;
  showReply(id: string, all: boolean, html: string): void;
  showNewMessage(form: NewMessageForm): void;
  showNotices(id: string, notices: Notice[]): void;
  /** @returns What ends the listening. */
  listen(event: HostEvent, heard: () => void): () => void;
}

declare global {
  interface Window {
    outlookHost?: OutlookHost;
  }
}
