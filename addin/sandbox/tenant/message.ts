/** The parts of Graph's message, folder and settings that a mail client shows. */
export interface Address {
  name: string;
  address: string;
}

export interface Recipient {
  emailAddress: Address;
}

/** A local date and time with the name of its zone, IANA or Windows. */
export interface DateTimeTimeZone {
  dateTime: string;
  timeZone: string;
}

export interface FollowUpFlag {
  flagStatus: "notFlagged" | "flagged" | "complete";
  startDateTime?: DateTimeTimeZone;
  dueDateTime?: DateTimeTimeZone;
}

/** A message as lists carry it: without its body. */
export interface MessageSummary {
  id: string;
  conversationId: string;
  internetMessageId: string;
  parentFolderId: string;
  subject: string;
  bodyPreview: string;
  from?: Recipient;
  sender?: Recipient;
  toRecipients: Recipient[];
  ccRecipients: Recipient[];
  receivedDateTime: string;
  sentDateTime: string;
  isRead: boolean;
  isDraft: boolean;
  hasAttachments: boolean;
  importance: "low" | "normal" | "high";
  categories: string[];
  flag: FollowUpFlag;
}

export interface Body {
  contentType: "text" | "html";
  content: string;
}

export interface Message extends MessageSummary {
  body: Body;
  bccRecipients: Recipient[];
  createdDateTime: string;
  lastModifiedDateTime: string;
}

export interface Folder {
  id: string;
  displayName: string;
  parentFolderId?: string;
  unreadItemCount: number;
  totalItemCount: number;
}

export interface Attachment {
  id: string;
  name: string;
  contentType: string;
  /** In bytes. */
  size: number;
  isInline: boolean;
  contentId?: string | null;
  /** Base64; only file attachments have it. */
  contentBytes?: string;
}

export interface Category {
  displayName: string;
  /** `none` or `preset0` to `preset24`. */
  color: string;
}

export interface MailboxSettings {
  /** Windows name, as Outlook shows it to add-ins. */
  timeZone: string;
  workingHours?: { daysOfWeek: string[]; startTime: string; endTime: string };
}

/** What a person can change of a message they write. */
export interface Writing {
  subject: string;
  body: Body;
  toRecipients: Recipient[];
  ccRecipients: Recipient[];
}

export const SUMMARY_FIELDS =
  "id,conversationId,internetMessageId,parentFolderId,subject,bodyPreview,from,sender,toRecipients,ccRecipients," +
  "receivedDateTime,sentDateTime,isRead,isDraft,hasAttachments,importance,categories,flag";
