import createClient from "openapi-fetch";
import type { paths } from "./schema";
import type {
  Acceptance,
  AnsweredElsewhere,
  CalendarBody,
  Clock,
  Correction,
  DateSetting,
  EnteredAbsence,
  GroupBy,
  Refusal,
  Reopening,
  Snooze,
  HoldBody,
  Ladder,
  Language,
  LetterKind,
  PromiseBody,
  PromiseDropped,
  PromiseKept,
  PromiseMoved,
  PromiseNotYetKept,
  PolicyBody,
  PolicyScope,
  Priority,
  Instant,
  TagBody,
  Undoing,
  Withdrawal,
  WordingScope,
  WordingSettings,
} from "./types";

/** An answer that is not the one asked for; title and detail are written for the person who reads them. */
export class Problem extends Error {
  /** The HTTP status; 0 when the server could not be reached. */
  readonly status: number;
  readonly detail: string | null;
  /** Messages per field of the body that was sent. */
  readonly fields: Readonly<Record<string, readonly string[]>>;

  constructor(status: number, title: string, detail: string | null, fields: Record<string, string[]>) {
    super(title);
    this.name = "Problem";
    this.status = status;
    this.detail = detail;
    this.fields = fields;
  }
}

/** What the server said about the first of these fields that it refused. */
export function refusalOf(failure: unknown, ...fields: string[]): string | undefined {
  if (!(failure instanceof Problem)) return undefined;
  return fields.flatMap((field) => failure.fields[field] ?? [])[0];
}

/** Gives the bearer token; `fresh` after the server has refused the last one. */
export type TokenSource = (fresh: boolean) => Promise<string>;

export function readSettings() {
  return answerTo(createClient<paths>({ baseUrl: location.origin, fetch: reach }).GET("/api/settings"));
}

export type Api = ReturnType<typeof createApi>;

/** What the pages ask the server, one function per question; paths and bodies are those of its OpenAPI document. */
export function createApi(token: TokenSource, language: string) {
  const server = createClient<paths>({
    baseUrl: location.origin,
    headers: { "Accept-Language": language },
    fetch: async (request) => {
      const again = request.clone();
      const first = await reach(await signed(request, token, false));
      return first.status === 401 ? reach(await signed(again, token, true)) : first;
    },
  });
  const by = (id: string) => ({ params: { path: { id } } });
  const byKey = (key: string) => ({ params: { path: { key } } });
  const at = (address: string) => ({ params: { path: { address } } });
  const mail = (kind: LetterKind, language: Language) => ({ params: { path: { kind, language } } });

  return {
    me: (signal: AbortSignal) => answerTo(server.GET("/api/me", { signal })),

    proposal: (messageId: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/requests/proposal", { params: { query: { messageId } }, signal })),
    readDeadline: (text: string, contact: string | null, signal: AbortSignal) =>
      answerTo(server.POST("/api/deadlines/read", { body: { text, contact }, signal })),
    preview: (body: TagBody, signal: AbortSignal) =>
      answerTo(server.POST("/api/requests/preview", { body, signal })),
    tag: (body: TagBody) => answerTo(server.POST("/api/requests", { body })),
    thread: (conversationId: string, messageId: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/requests", { params: { query: { conversationId, messageId } }, signal })),
    request: (id: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/requests/{id}", { ...by(id), signal })),

    openCommitments: (after: string | undefined, signal: AbortSignal) =>
      answerTo(
        server.GET("/api/commitments", {
          params: { query: { state: "open", ...(after ? { after } : {}) } },
          signal,
        }),
      ),
    commitment: (id: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/commitments/{id}", { ...by(id), signal })),
    correct: (id: string, body: Correction) =>
      answerTo(server.POST("/api/commitments/{id}/corrections", { ...by(id), body })),
    answeredElsewhere: (id: string, body: AnsweredElsewhere) =>
      answerTo(server.POST("/api/commitments/{id}/answered-elsewhere", { ...by(id), body })),
    withdraw: (id: string, body: Withdrawal) =>
      answerTo(server.POST("/api/commitments/{id}/withdrawal", { ...by(id), body })),
    snooze: (id: string, body: Snooze) =>
      answerTo(server.POST("/api/commitments/{id}/snooze", { ...by(id), body })),
    accept: (id: string, body: Acceptance) =>
      answerTo(server.POST("/api/commitments/{id}/acceptance", { ...by(id), body })),
    refuse: (id: string, body: Refusal) =>
      answerTo(server.POST("/api/commitments/{id}/refusal", { ...by(id), body })),
    setDate: (id: string, body: DateSetting) =>
      answerTo(server.POST("/api/commitments/{id}/date", { ...by(id), body })),
    reopen: (id: string, body: Reopening) =>
      answerTo(server.POST("/api/commitments/{id}/reopening", { ...by(id), body })),
    undo: (id: string, body: Undoing) =>
      answerTo(server.POST("/api/commitments/{id}/undo", { ...by(id), body })),

    owed: (after: string | undefined, signal: AbortSignal) =>
      answerTo(server.GET("/api/promises", { params: { query: after ? { after } : {} }, signal })),
    owedInThread: (conversationId: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/promises", { params: { query: { conversationId } }, signal })),
    keepPromise: (body: PromiseBody) => answerTo(server.POST("/api/promises", { body })),
    promiseKept: (id: string, body: PromiseKept) =>
      answerTo(server.POST("/api/promises/{id}/kept", { ...by(id), body })),
    promiseNotYetKept: (id: string, body: PromiseNotYetKept) =>
      answerTo(server.POST("/api/promises/{id}/not-yet", { ...by(id), body })),
    movePromise: (id: string, body: PromiseMoved) =>
      answerTo(server.POST("/api/promises/{id}/date", { ...by(id), body })),
    dropPromise: (id: string, body: PromiseDropped) =>
      answerTo(server.POST("/api/promises/{id}/dropped", { ...by(id), body })),
    undoOfPromise: (id: string, body: Undoing) =>
      answerTo(server.POST("/api/promises/{id}/undo", { ...by(id), body })),

    followUps: (after: string | undefined, signal: AbortSignal) =>
      answerTo(server.GET("/api/follow-ups", { params: { query: after ? { after } : {} }, signal })),
    stopFollowUp: (key: string, version: number) =>
      doneBy(server.POST("/api/follow-ups/{key}/stop", { ...byKey(key), body: { version } })),
    postponeFollowUp: (key: string, version: number, until: Instant) =>
      doneBy(server.POST("/api/follow-ups/{key}/postpone", { ...byKey(key), body: { version, until } })),
    editFollowUp: (key: string, version: number, text: string) =>
      doneBy(server.PUT("/api/follow-ups/{key}/text", { ...byKey(key), body: { version, text } })),
    approveFollowUp: (key: string, version: number, text: string) =>
      doneBy(server.POST("/api/follow-ups/{key}/approve", { ...byKey(key), body: { version, text } })),
    sendFollowUpNow: (key: string, version: number) =>
      doneBy(server.POST("/api/follow-ups/{key}/send-now", { ...byKey(key), body: { version } })),
    sensitivity: (address: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/contacts/{address}/sensitivity", { ...at(address), signal })),
    markSensitive: (address: string, isSensitive: boolean) =>
      answerTo(server.PUT("/api/contacts/{address}/sensitivity", { ...at(address), body: { isSensitive } })),
    thankYou: (commitment: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/commitments/{id}/thanks", { ...by(commitment), signal })),
    thank: (commitment: string, text: string) =>
      answerTo(server.POST("/api/commitments/{id}/thanks", { ...by(commitment), body: { text } })),
    waiting: (id: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/commitments/{id}/waiting", { ...by(id), signal })),
    reportedWaiting: (id: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/reports/commitments/{id}/waiting", { ...by(id), signal })),

    contactCalendar: (address: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/contacts/{address}/calendar", { ...at(address), signal })),
    setContactCalendar: (address: string, body: CalendarBody) =>
      answerTo(server.PUT("/api/contacts/{address}/calendar", { ...at(address), body })),
    resetContactCalendar: (address: string) =>
      answerTo(server.DELETE("/api/contacts/{address}/calendar", at(address))),
    setAbsences: (address: string, absences: EnteredAbsence[]) =>
      answerTo(server.PUT("/api/contacts/{address}/absences", { ...at(address), body: { absences } })),
    answerLearnedHours: (address: string, answer: "use" | "no") =>
      answerTo(server.POST("/api/contacts/{address}/learned-hours", { ...at(address), body: { answer } })),
    partnerCalendar: (domain: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/partners/{domain}/calendar", { params: { path: { domain } }, signal })),
    setPartnerCalendar: (domain: string, body: CalendarBody) =>
      answerTo(server.PUT("/api/partners/{domain}/calendar", { params: { path: { domain } }, body })),
    resetPartnerCalendar: (domain: string) =>
      answerTo(server.DELETE("/api/partners/{domain}/calendar", { params: { path: { domain } } })),
    holidayPlaces: (signal: AbortSignal) => answerTo(server.GET("/api/calendars/places", { signal })),
    holidays: (country: string, region: string | null, signal: AbortSignal) =>
      answerTo(
        server.GET("/api/calendars/holidays", {
          params: { query: { country, ...(region ? { region } : {}) } },
          signal,
        }),
      ),

    wording: (address: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/contacts/{address}/wording", { ...at(address), signal })),
    wordingOfPartner: (domain: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/partners/{domain}/wording", { params: { path: { domain } }, signal })),
    wordingOfEverybody: (signal: AbortSignal) => answerTo(server.GET("/api/wording", { signal })),
    setWording: (scope: WordingScope, body: WordingSettings) => {
      switch (scope.of) {
        case "everybody":
          return answerTo(server.PUT("/api/wording", { body }));
        case "partner":
          return answerTo(
            server.PUT("/api/partners/{domain}/wording", {
              params: { path: { domain: scope.domain } },
              body,
            }),
          );
        case "contact":
          return answerTo(server.PUT("/api/contacts/{address}/wording", { ...at(scope.address), body })).then(
            ({ set }) => set,
          );
      }
    },
    previewWording: (scope: WordingScope, body: WordingSettings, signal: AbortSignal) => {
      switch (scope.of) {
        case "everybody":
          return answerTo(server.POST("/api/wording/preview", { body, signal }));
        case "partner":
          return answerTo(
            server.POST("/api/partners/{domain}/wording/preview", {
              params: { path: { domain: scope.domain } },
              body,
              signal,
            }),
          );
        case "contact":
          return answerTo(
            server.POST("/api/contacts/{address}/wording/preview", { ...at(scope.address), body, signal }),
          );
      }
    },
    letters: (signal: AbortSignal) => answerTo(server.GET("/api/letters", { signal })),
    setLetter: (kind: LetterKind, language: Language, text: string) =>
      answerTo(server.PUT("/api/letters/{kind}/{language}", { ...mail(kind, language), body: { text } })),
    resetLetter: (kind: LetterKind, language: Language) =>
      answerTo(server.DELETE("/api/letters/{kind}/{language}", mail(kind, language))),
    previewLetter: (kind: LetterKind, language: Language, text: string, signal: AbortSignal) =>
      answerTo(
        server.POST("/api/letters/{kind}/{language}/preview", {
          ...mail(kind, language),
          body: { text },
          signal,
        }),
      ),
    revokeLinks: (id: string) =>
      answerTo(server.POST("/api/commitments/{id}/answer-links/revocation", by(id))),

    teams: (signal: AbortSignal) => answerTo(server.GET("/api/policies/teams", { signal })),
    policies: (signal: AbortSignal) => answerTo(server.GET("/api/policies", { signal })),
    setPolicy: (scope: PolicyScope, priority: Priority, body: PolicyBody) => {
      switch (scope.level) {
        case "tenant":
          return answerTo(
            server.PUT("/api/policies/tenant/{priority}", { params: { path: { priority } }, body }),
          );
        case "team":
          return answerTo(
            server.PUT("/api/policies/teams/{team}/{priority}", {
              params: { path: { team: scope.team, priority } },
              body,
            }),
          );
        case "partner":
          return answerTo(
            server.PUT("/api/policies/partners/{domain}/{priority}", {
              params: { path: { domain: scope.domain, priority } },
              body,
            }),
          );
        case "contact":
          return answerTo(
            server.PUT("/api/policies/contacts/{address}/{priority}", {
              params: { path: { address: scope.address, priority } },
              body,
            }),
          );
        case "request":
          return answerTo(server.PUT("/api/policies/requests/{id}", { ...by(scope.id), body }));
      }
    },
    clearPolicy: (scope: PolicyScope, priority: Priority) => {
      switch (scope.level) {
        case "tenant":
          return doneBy(server.DELETE("/api/policies/tenant/{priority}", { params: { path: { priority } } }));
        case "team":
          return doneBy(
            server.DELETE("/api/policies/teams/{team}/{priority}", {
              params: { path: { team: scope.team, priority } },
            }),
          );
        case "partner":
          return doneBy(
            server.DELETE("/api/policies/partners/{domain}/{priority}", {
              params: { path: { domain: scope.domain, priority } },
            }),
          );
        case "contact":
          return doneBy(
            server.DELETE("/api/policies/contacts/{address}/{priority}", {
              params: { path: { address: scope.address, priority } },
            }),
          );
        case "request":
          return doneBy(server.DELETE("/api/policies/requests/{id}", by(scope.id)));
      }
    },
    holds: (signal: AbortSignal) => answerTo(server.GET("/api/holds", { signal })),
    setHold: (body: HoldBody) => answerTo(server.POST("/api/holds", { body })),
    endHold: (id: string) => doneBy(server.DELETE("/api/holds/{id}", by(id))),
    escalations: (signal: AbortSignal) => answerTo(server.GET("/api/escalations", { signal })),
    escalation: (id: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/commitments/{id}/escalation", { ...by(id), signal })),
    decideEscalation: (id: string, body: { level: number; approve: boolean; reason: string | null }) =>
      answerTo(server.POST("/api/commitments/{id}/escalation/decision", { ...by(id), body })),
    acknowledgeEscalation: (id: string, level: number) =>
      answerTo(
        server.POST("/api/commitments/{id}/escalation/acknowledgement", { ...by(id), body: { level } }),
      ),
    partners: (signal: AbortSignal) => answerTo(server.GET("/api/partners", { signal })),
    ladder: (domain: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/partners/{domain}/ladder", { params: { path: { domain } }, signal })),
    setLadder: (domain: string, body: Ladder) =>
      answerTo(server.PUT("/api/partners/{domain}/ladder", { params: { path: { domain } }, body })),
    clearLadder: (domain: string) =>
      doneBy(server.DELETE("/api/partners/{domain}/ladder", { params: { path: { domain } } })),

    contactsReport: (clock: Clock, signal: AbortSignal) =>
      answerTo(server.GET("/api/reports/contacts", { params: { query: { clock } }, signal })),
    contactReport: (id: string, clock: Clock, signal: AbortSignal) =>
      answerTo(
        server.GET("/api/reports/contacts/{id}", { params: { path: { id }, query: { clock } }, signal }),
      ),
    reportRows: (
      slice: {
        contact?: string;
        partner?: string;
        answered?: boolean;
        open?: boolean;
        overdue?: boolean;
        slipped?: boolean;
        onTime?: boolean;
        after?: string;
      },
      signal: AbortSignal,
    ) => answerTo(server.GET("/api/reports/commitments", { params: { query: slice }, signal })),
    reportedCommitment: (id: string, signal: AbortSignal) =>
      answerTo(server.GET("/api/reports/commitments/{id}", { ...by(id), signal })),
    groups: (grouped: GroupBy, signal: AbortSignal) =>
      answerTo(server.GET("/api/reports/groups", { params: { query: { by: grouped } }, signal })),
    comparison: (
      id: string,
      asked: { by: GroupBy; first: string; second: string; clock: Clock },
      signal: AbortSignal,
    ) =>
      answerTo(
        server.GET("/api/reports/partners/{id}/comparison", {
          params: { path: { id }, query: asked },
          signal,
        }),
      ),
  };
}

async function signed(request: Request, token: TokenSource, fresh: boolean): Promise<Request> {
  request.headers.set("Authorization", `Bearer ${await token(fresh)}`);
  return request;
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new Problem(0, "The server cannot be reached.", null, {});
  }
}

/** For what is answered without words. */
function doneBy(asked: Promise<{ error?: unknown; response: Response }>): Promise<true> {
  return answerTo(asked.then(({ error, response }) => ({ data: true as const, error, response })));
}

async function answerTo<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await asked;
  if (response.ok && data !== undefined) return data;
  throw problemOf(error, response);
}

function problemOf(error: unknown, response: Response): Problem {
  const { title, detail, errors } = (typeof error === "object" ? (error ?? {}) : {}) as {
    title?: string;
    detail?: string;
    errors?: Record<string, string[]>;
  };
  return new Problem(response.status, title ?? String(response.status), detail ?? null, errors ?? {});
}
