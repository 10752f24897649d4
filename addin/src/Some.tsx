import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";
import type {
  CommitmentDetail,
  CommitmentView,
  ContactFigures,
  Me,
  Moment,
  OwnPromise,
  Proposal,
  RequestView,
} from "./api/types";
import type { OpenItem, Outlook } from "./office/outlook";
import { en } from "./texts/en";
import { Page } from "./ui/Page";

// Ordinary examples with fixed values; a test spells out only what it is about.

export const someMe: Me = {
  name: "Anna Keller",
  address: "anna@contoso.example",
  zone: "Europe/Berlin",
  team: "Powertrain",
  site: "Munich",
  isLead: true,
  mailbox: "ready",
  mailboxNotice: null,
};

export const someMoment: Moment = {
  at: "2026-03-06T16:00:00Z",
  yours: "2026-03-06T17:00:00",
  theirs: "2026-03-06T21:30:00",
  theirZone: "Asia/Kolkata",
};

export function someCommitment(part: Partial<CommitmentView> = {}): CommitmentView {
  return {
    id: "c1",
    requestId: "r1",
    subject: "Cylinder head drawings",
    ask: "Please send the drawings.",
    contact: { name: "Priya Raman", address: "priya@northwind.example" },
    partner: "Northwind",
    theirZone: "Asia/Kolkata",
    state: "onTrack",
    stateWords: "Asked for by Friday 6 March",
    ball: "contact",
    askedAt: "2026-03-02T09:12:00Z",
    deadline: someMoment,
    agreedDate: someMoment,
    slips: 0,
    followUpsSent: 0,
    nextFollowUp: null,
    nextWhy: "Waits for the agreed date",
    question: null,
    lastEvidence: null,
    waiting: { workingHours: 27.5, clockHours: 74 },
    conversationId: "conversation",
    messageId: "mail",
    events: 3,
    paused: null,
    extension: null,
    delay: {
      working: { theirs: 21.5, ours: 6, ourShare: 6 / 27.5 },
      clock: { theirs: 59, ours: 15, ourShare: 15 / 74 },
    },
    lateBy: null,
    medianSlip: null,
    ...part,
  };
}

export function someDetail(part: Partial<CommitmentView> = {}): CommitmentDetail {
  return {
    commitment: someCommitment(part),
    history: [
      {
        number: 2,
        at: "2026-03-03T05:40:00Z",
        kind: "acknowledgement",
        words: "Priya wrote that she has it",
        evidence: {
          sentence: "Noted, we will look into it.",
          internetMessageId: null,
          source: "rule: acknowledgement",
          confidence: 0.9,
        },
        date: null,
        correctable: true,
        correctedTo: null,
        undoable: false,
        undoneAt: null,
        also: [],
      },
    ],
    ledger: [],
    planned: [],
    calendarSource: "directory",
    restatements: [],
    snoozeChoices: [{ end: "nextWeek", until: someMoment }],
    afterTheEnd: null,
    policy: {
      level: "shipped",
      target: "",
      priority: "normal",
      words: "Normal policy",
      steps: [{ kind: "chaser", workingDays: 1 }],
      afterwards: "askerDecides",
      overruled: [],
    },
  };
}

export function someRequest(commitments: CommitmentView[]): RequestView {
  return {
    id: "r1",
    subject: "Cylinder head drawings",
    ask: "Please send the drawings.",
    asker: { name: "Anna Keller", address: "anna@contoso.example" },
    askedAt: "2026-03-02T09:12:00Z",
    priority: "normal",
    deadline: someMoment.at,
    conversationId: "conversation",
    internetMessageId: "<mail@contoso.example>",
    messageId: "mail",
    webLink: null,
    commitments,
    notice: null,
  };
}

export const someFriday = {
  at: someMoment.at,
  words: "Friday 6 March 2026, 17:00",
  zone: "Europe/Berlin",
  wholeDay: false,
  yours: someMoment.yours,
  theirs: someMoment.theirs,
  theirZone: someMoment.theirZone,
};

export const someProposal: Proposal = {
  subject: "Cylinder head drawings",
  ask: "Please send the drawings.",
  recipients: [
    {
      person: { name: "Priya Raman", address: "priya@northwind.example" },
      role: "to",
      zone: "Asia/Kolkata",
      zoneSource: "from the directory",
      partner: "Northwind",
    },
  ],
  deadline: { understood: true, phrase: "by Friday", choices: [someFriday], problem: null },
  suggestions: [],
  received: false,
  alreadyTracked: null,
  whyNot: null,
};

export function somePromise(part: Partial<OwnPromise> = {}): OwnPromise {
  return {
    id: "p1",
    what: "Could you send me the order number?",
    to: { name: "Priya Raman", address: "priya@northwind.example" },
    subject: "Cylinder head drawings",
    messageId: "mail",
    conversationId: "conversation",
    webLink: null,
    due: { at: "2026-03-06T16:00:00Z", yours: "2026-03-06T17:00:00" },
    state: "onTrack",
    stateInWords: "Due on Friday 6 March",
    slips: 0,
    isOpen: true,
    inDoubt: null,
    history: [
      {
        number: 0,
        at: "2026-03-02T08:00:00Z",
        kind: "made",
        words: "Promised, due Friday 6 March, 17:00",
        evidence: null,
        date: "2026-03-06T16:00:00Z",
        correctable: false,
        correctedTo: null,
        undoable: false,
        undoneAt: null,
        also: [],
      },
    ],
    events: 1,
    ...part,
  };
}

export function someFigures(part: Partial<ContactFigures> = {}): ContactFigures {
  return {
    id: "k1",
    name: "Priya Raman",
    address: "priya@northwind.example",
    zone: "Asia/Kolkata",
    requests: 48,
    answered: 43,
    answeredShare: { value: 0.9, low: 0.78, high: 0.96 },
    open: 5,
    overdue: 2,
    slips: 7,
    medianSlipHours: 16,
    onTime: 36,
    late: 9,
    onTimeShare: { value: 0.8, low: 0.66, high: 0.89 },
    sides: { theirs: 300, ours: 100, ourShare: 0.25 },
    median: { hours: 9.5, low: 7, high: 14, words: "9.5 working hours" },
    ...part,
  };
}

/** Outlook beside an item; `select` opens another one, as a user of a pinned pane would. */
export function someOutlook(item: OpenItem) {
  let beside = item;
  let tell = () => {};
  const openMail = vi.fn<Outlook["openMail"]>();
  const outlook: Outlook = {
    language: "en-GB",
    openItem: () => beside,
    onOpenItemChanged: (changed) => {
      tell = changed;
      return () => {};
    },
    openMail,
    openInBrowser: () => {},
    isDark: () => null,
    onThemeChanged: () => {},
  };
  const select = (next: OpenItem) => {
    beside = next;
    tell();
  };
  return { outlook, openMail, select };
}

export const someMail: OpenItem = {
  kind: "mail",
  messageId: "mail",
  conversationId: "conversation",
  subject: "Cylinder head drawings",
};

/** Plays the server: per 'GET /api/me' the JSON to answer with, or a function of the body that was sent. */
export function serve(answers: Record<string, unknown>) {
  const asked: { what: string; query: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const what = `${request.method} ${pathname}`;
    const sent = await request.text();
    const body: unknown = sent === "" ? null : JSON.parse(sent);
    asked.push({ what, query: search, body });
    const answer = answers[what];
    if (answer === undefined) return problem(404, `Nothing answers ${what}`);
    const given: unknown =
      typeof answer === "function" ? (answer as (sent: unknown) => unknown)(body) : answer;
    return given instanceof Response ? given : Response.json(given);
  });
  return asked;
}

export function problem(status: number, title: string, more: object = {}): Response {
  return Response.json({ title, status, ...more }, { status });
}

/** Draws a page in English, with somebody signed in. */
export function show(children: ReactNode, outlook: Outlook | null = null) {
  const identity = { token: async () => "token", signIn: async () => {} };
  return render(
    <Page outlook={outlook} identity={identity} texts={en} locale="en-GB">
      {children}
    </Page>,
  );
}
