import * as sandbox from "./sandbox";
import {
  SUMMARY_FIELDS,
  type Attachment,
  type Category,
  type Folder,
  type MailboxSettings,
  type Message,
  type MessageSummary,
  type Writing,
} from "./message";

export interface Page<T> {
  value: T[];
  /** Where the next page is, on this origin; null after the last. */
  next: string | null;
}

interface GraphList<T> {
  value: T[];
  "@odata.nextLink"?: string;
}

export type Answering = "createReply" | "createReplyAll" | "createForward";

/** Graph's own error: its code tells what happened, its message says it in words. */
export class GraphError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The mailbox of one person, through Microsoft Graph v1.0 as any other mail client would use it. */
export class Mailbox {
  private token: Promise<string> | undefined;

  constructor(private readonly user: string) {}

  async folders(): Promise<Folder[]> {
    return (await this.get<GraphList<Folder>>("/me/mailFolders?$top=100")).value;
  }

  messages(folder: string): Promise<Page<MessageSummary>> {
    const query = `$select=${SUMMARY_FIELDS}&$orderby=receivedDateTime desc&$top=60`;
    return this.page(`/me/mailFolders/${encodeURIComponent(folder)}/messages?${query}`);
  }

  page(path: string): Promise<Page<MessageSummary>> {
    return this.get<GraphList<MessageSummary>>(path).then((list) => ({
      value: list.value,
      next: nextPath(list["@odata.nextLink"]),
    }));
  }

  /** All messages of a thread in any folder, newest first. Graph refuses to sort what it filters by conversation. */
  async thread(conversationId: string): Promise<MessageSummary[]> {
    const filter = encodeURIComponent(`conversationId eq '${conversationId.replaceAll("'", "''")}'`);
    let path: string | null = `/me/messages?$filter=${filter}&$select=${SUMMARY_FIELDS}&$top=100`;
    const found: MessageSummary[] = [];
    while (path !== null) {
      const page: Page<MessageSummary> = await this.page(path);
      found.push(...page.value);
      path = page.next;
    }
    return found.sort((a, b) => b.receivedDateTime.localeCompare(a.receivedDateTime));
  }

  message(id: string): Promise<Message> {
    return this.get(`/me/messages/${encodeURIComponent(id)}`);
  }

  async attachments(id: string): Promise<Attachment[]> {
    return (await this.get<GraphList<Attachment>>(`/me/messages/${encodeURIComponent(id)}/attachments`))
      .value;
  }

  attachment(message: string, id: string): Promise<Attachment> {
    return this.get(`/me/messages/${encodeURIComponent(message)}/attachments/${encodeURIComponent(id)}`);
  }

  /** The headers as they came in; a sent message has none. */
  async headers(id: string): Promise<{ name: string; value: string }[]> {
    const path = `/me/messages/${encodeURIComponent(id)}?$select=internetMessageHeaders`;
    const found = await this.get<{ internetMessageHeaders?: { name: string; value: string }[] }>(path);
    return found.internetMessageHeaders ?? [];
  }

  async categories(): Promise<Category[]> {
    return (await this.get<GraphList<Category>>("/me/outlook/masterCategories")).value;
  }

  settings(): Promise<MailboxSettings> {
    return this.get("/me/mailboxSettings");
  }

  change(
    id: string,
    changes: Partial<Pick<Message, "isRead" | "flag" | "categories"> & Writing>,
  ): Promise<Message> {
    return this.call("PATCH", `/me/messages/${encodeURIComponent(id)}`, changes);
  }

  /** @param folder An id or a well-known name such as `archive`. */
  move(id: string, folder: string): Promise<Message> {
    return this.call("POST", `/me/messages/${encodeURIComponent(id)}/move`, { destinationId: folder });
  }

  async remove(id: string): Promise<void> {
    await this.call("DELETE", `/me/messages/${encodeURIComponent(id)}`);
  }

  /** A draft in the thread of that message, addressed and with the history quoted. */
  answer(id: string, how: Answering): Promise<Message> {
    return this.call("POST", `/me/messages/${encodeURIComponent(id)}/${how}`, {});
  }

  draft(writing: Writing): Promise<Message> {
    return this.call("POST", "/me/messages", writing);
  }

  async send(draft: string): Promise<void> {
    await this.call("POST", `/me/messages/${encodeURIComponent(draft)}/send`);
  }

  async sendMail(message: Writing): Promise<void> {
    await this.call("POST", "/me/sendMail", { message, saveToSentItems: true });
  }

  private get<T>(path: string): Promise<T> {
    return this.call("GET", path);
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    let response = await this.fetch(method, path, body);
    if (response.status === 401) {
      this.token = undefined;
      response = await this.fetch(method, path, body);
    }
    if (!response.ok) throw await errorOf(response);
    const text = await response.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  private async fetch(method: string, path: string, body?: object): Promise<Response> {
    this.token ??= sandbox.token(this.user, "graph").catch((error: unknown) => {
      this.token = undefined;
      throw error;
    });
    const headers: Record<string, string> = { Authorization: `Bearer ${await this.token}` };
    if (body) headers["Content-Type"] = "application/json";
    return fetch(`/v1.0${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  }
}

/** Next links name Graph's own host; the sandbox serves the same path on this origin. */
function nextPath(link: string | undefined): string | null {
  if (!link) return null;
  const { pathname, search } = new URL(link, location.href);
  return pathname.replace(/^\/v1\.0/, "") + search;
}

async function errorOf(response: Response): Promise<GraphError> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string } };
    return new GraphError(response.status, error.code, error.message);
  } catch {
    return new GraphError(response.status, "unknown", text || `The mailbox answered ${response.status}.`);
  }
}
