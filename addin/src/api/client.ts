import type {
  AskerGroup,
  Clock,
  CommitmentDetail,
  CommitmentView,
  Comparison,
  ContactReport,
  ContactsReport,
  Correction,
  DeadlineReading,
  GroupBy,
  List,
  Me,
  Preview,
  Proposal,
  ReportRow,
  RequestView,
  Settings,
  TagBody,
} from "./types";

/** An answer that is not the one asked for; title and detail are written for the person who reads them. */
export class Problem extends Error {
  /** The HTTP status; 0 when the server could not be reached. */
  readonly status: number;
  readonly detail: string | null;
  /** Messages per field of the body that was sent. */
  readonly fields: Readonly<Record<string, readonly string[]>>;

  constructor(
    status: number,
    title: string,
    detail: string | null = null,
    fields: Record<string, string[]> = {},
  ) {
    super(title);
    this.name = "Problem";
    this.status = status;
    this.detail = detail;
    this.fields = fields;
  }
}

/** Gives the bearer token; `fresh` after the server has refused the last one. */
export type TokenSource = (fresh: boolean) => Promise<string>;

type Query = Record<string, string | undefined>;
type Call = { body?: unknown; query?: Query; signal?: AbortSignal | undefined };

export async function readSettings(): Promise<Settings> {
  return answerOf<Settings>(await reach("/api/settings", {}));
}

export type Api = ReturnType<typeof createApi>;

/** What the pages ask the server, one function per question. */
export function createApi(token: TokenSource, language: string) {
  async function send<T>(method: "GET" | "POST", path: string, call: Call = {}): Promise<T> {
    const attempt = async (fresh: boolean) =>
      reach(path + queryString(call.query), {
        method,
        headers: {
          Authorization: `Bearer ${await token(fresh)}`,
          "Accept-Language": language,
          ...(call.body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        ...(call.signal ? { signal: call.signal } : {}),
      });
    const first = await attempt(false);
    return answerOf<T>(first.status === 401 ? await attempt(true) : first);
  }
  const get = <T>(path: string, signal?: AbortSignal, query?: Query) =>
    send<T>("GET", path, { signal, ...(query ? { query } : {}) });
  const post = <T>(path: string, body: unknown, signal?: AbortSignal) =>
    send<T>("POST", path, { body, signal });
  const commitment = (id: string) => `/api/commitments/${encodeURIComponent(id)}`;

  return {
    me: (signal?: AbortSignal) => get<Me>("/api/me", signal),

    proposal: (messageId: string, signal?: AbortSignal) =>
      get<Proposal>("/api/requests/proposal", signal, { messageId }),
    readDeadline: (body: { text: string; messageId?: string; contact?: string }, signal?: AbortSignal) =>
      post<DeadlineReading>("/api/deadlines/read", body, signal),
    preview: (body: TagBody, signal?: AbortSignal) => post<Preview>("/api/requests/preview", body, signal),
    tag: (body: TagBody) => post<RequestView>("/api/requests", body),
    request: (id: string, signal?: AbortSignal) =>
      get<RequestView>(`/api/requests/${encodeURIComponent(id)}`, signal),
    requestsOf: (conversationId: string, signal?: AbortSignal) =>
      get<List<RequestView>>("/api/requests", signal, { conversationId }),

    openCommitments: (after: string | undefined, signal?: AbortSignal) =>
      get<List<CommitmentView>>("/api/commitments", signal, { state: "open", direction: "owedToUs", after }),
    commitment: (id: string, signal?: AbortSignal) => get<CommitmentDetail>(commitment(id), signal),
    correct: (id: string, correction: Correction) =>
      post<CommitmentDetail>(`${commitment(id)}/corrections`, correction),
    answeredElsewhere: (id: string, note: string) =>
      post<CommitmentDetail>(`${commitment(id)}/answered-elsewhere`, note ? { note } : {}),
    withdraw: (id: string, reason: string) =>
      post<CommitmentDetail>(`${commitment(id)}/withdrawal`, reason ? { reason } : {}),

    contactsReport: (clock: Clock, signal?: AbortSignal) =>
      get<ContactsReport>("/api/reports/contacts", signal, { clock }),
    contactReport: (id: string, clock: Clock, signal?: AbortSignal) =>
      get<ContactReport>(`/api/reports/contacts/${encodeURIComponent(id)}`, signal, { clock }),
    reportRows: (slice: Query, signal?: AbortSignal) =>
      get<List<ReportRow>>("/api/reports/commitments", signal, slice),
    reportedCommitment: (id: string, signal?: AbortSignal) =>
      get<CommitmentDetail>(`/api/reports/commitments/${encodeURIComponent(id)}`, signal),
    groups: (by: GroupBy, signal?: AbortSignal) =>
      get<List<AskerGroup>>("/api/reports/groups", signal, { by }),
    comparison: (
      partner: string,
      asked: { by: GroupBy; first: string; second: string; clock: Clock },
      signal?: AbortSignal,
    ) => get<Comparison>(`/api/reports/partners/${encodeURIComponent(partner)}/comparison`, signal, asked),
  };
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (cause) {
    if (request.signal?.aborted) throw cause;
    throw new Problem(0, "MailCommitments cannot be reached.");
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const told: unknown = await response.json().catch(() => null);
  const { title, detail, errors } = (told ?? {}) as {
    title?: string;
    detail?: string;
    errors?: Record<string, string[]>;
  };
  throw new Problem(response.status, title ?? `${response.status}`, detail ?? null, errors);
}

function queryString(query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}
