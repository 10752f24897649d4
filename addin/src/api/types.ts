/** An instant in UTC, such as `2026-03-06T16:00:00Z`. */
export type Instant = string;
/** A wall clock without a zone, such as `2026-03-06T17:00`; the zone stands beside it. */
export type WallClock = string;
/** An IANA zone, such as `Asia/Kolkata`. */
export type Zone = string;

export type Settings = { clientId: string; authority: string; scopes: string[] };

export type Me = {
  name: string;
  address: string;
  zone: Zone;
  team: string | null;
  site: string | null;
  isLead: boolean;
  mailbox: "ready" | "needsSignIn" | "away";
  mailboxNotice: string | null;
};

export type Person = { name: string; address: string };
export type Moment = { at: Instant; yours: WallClock; theirs: WallClock; theirZone: Zone };
export type Priority = "normal" | "urgent";
export type List<T> = { items: T[]; next: string | null };

export type Recipient = {
  person: Person;
  role: "to" | "cc";
  zone: Zone;
  zoneSource: string;
  partner: string | null;
};

export type Proposal = {
  subject: string;
  ask: string;
  recipients: Recipient[];
  deadline: DeadlineReading | null;
  alreadyTracked: string | null;
  whyNot: string | null;
};

export type DeadlineReading = {
  understood: boolean;
  phrase: string | null;
  choices: DeadlineChoice[];
  problem: string | null;
};

export type DeadlineChoice = {
  at: Instant;
  words: string;
  zone: Zone;
  wholeDay: boolean;
  yours: WallClock;
  theirs: WallClock | null;
  theirZone: Zone | null;
};

export type TagBody = {
  messageId: string;
  ask: string;
  contacts: string[];
  deadline: { text?: string; at?: string };
  priority: Priority;
};

export type PlannedFollowUp = {
  kind: "chaser";
  moment: Moment;
  to: Person;
  subject: string;
  body: string;
  why: string;
};

export type Preview = {
  deadline: Moment;
  perContact: {
    contact: Person;
    zone: Zone;
    zoneSource: string;
    hours: string;
    followUps: PlannedFollowUp[];
  }[];
};

export type RequestView = {
  id: string;
  subject: string;
  ask: string;
  asker: Person;
  askedAt: Instant;
  priority: Priority;
  deadline: Instant;
  conversationId: string;
  internetMessageId: string;
  messageId: string;
  webLink: string | null;
  commitments: CommitmentView[];
  notice: string | null;
};

export type State = "onTrack" | "dueSoon" | "overdue" | "paused" | "met" | "metLate" | "closed";
export type Ball = "contact" | "asker" | "nobody";

export type CommitmentView = {
  id: string;
  requestId: string;
  subject: string;
  ask: string;
  contact: Person;
  partner: string | null;
  theirZone: Zone;
  state: State;
  stateWords: string;
  ball: Ball;
  askedAt: Instant;
  deadline: Moment;
  agreedDate: Moment;
  slips: number;
  followUpsSent: number;
  nextFollowUp: PlannedFollowUp | null;
  nextWhy: string | null;
  question: Question | null;
  lastEvidence: Evidence | null;
  waiting: { workingHours: number; clockHours: number };
  conversationId: string;
  messageId: string;
};

/** The sentence a reading rests on; `confidence` from 0 to 1. */
export type Evidence = {
  sentence: string;
  internetMessageId: string | null;
  source: string;
  confidence: number;
};

export type ReplyKind =
  | "acknowledgement"
  | "question"
  | "promise"
  | "moreTime"
  | "blocked"
  | "delivered"
  | "declined"
  | "handedOver"
  | "courtesy"
  | "other"
  | "automaticReply"
  | "bounce";

export type LikelyAnswer = { kind: ReplyKind; date: Instant | null; words: string };
export type Question = { event: number; text: string; evidence: Evidence; likely: LikelyAnswer[] };

export type HistoryKind =
  | "asked"
  | ReplyKind
  | "unclear"
  | "followedUp"
  | "corrected"
  | "answeredElsewhere"
  | "withdrawn"
  | "askerWrote";

export type HistoryEntry = {
  number: number;
  at: Instant;
  kind: HistoryKind;
  words: string;
  evidence: Evidence | null;
  date: Instant | null;
  correctable: boolean;
  correctedTo: ReplyKind | null;
};

export type LedgerEntry = { date: Moment; by: string; why: string; setAt: Instant; slip: boolean };

export type CommitmentDetail = CommitmentView & {
  history: HistoryEntry[];
  ledger: LedgerEntry[];
  planned: PlannedFollowUp[];
};

export type Correction = { event: number; kind: ReplyKind; date?: string };

/** The clock that a duration is measured with: the contact's working time, or every hour. */
export type Clock = "working" | "clock";

/** A duration in hours of the named clock; `null` where the curve does not reach it. */
export type Quantity = { hours: number | null; low: number | null; high: number | null; words: string };
export type Share = { value: number; low: number; high: number };

export type ContactFigures = {
  id: string;
  name: string;
  address: string | null;
  zone: Zone | null;
  requests: number;
  answered: number;
  answeredShare: Share | null;
  open: number;
  overdue: number;
  slips: number;
  median: Quantity | null;
};

export type PartnerFigures = { id: string; name: string; contacts: ContactFigures[]; total: ContactFigures };
export type ContactsReport = { clock: Clock; asOf: Instant; partners: PartnerFigures[]; caveat: string };

/** One step of 'answered by now': shares from 0 to 1, `atRisk` still unanswered just before `hours`. */
export type CurvePoint = { hours: number; answered: number; low: number; high: number; atRisk: number };

export type ContactReport = {
  figures: ContactFigures;
  partner: { id: string; name: string };
  curve: CurvePoint[];
  caveat: string;
};

export type ReportRow = {
  id: string;
  subject: string;
  asker: Person;
  contact: Person;
  askedAt: Instant;
  deadline: Instant;
  agreedDate: Instant;
  answeredAt: Instant | null;
  workingHours: number;
  clockHours: number;
  stateWords: string;
  evidence: Evidence | null;
};

export type GroupBy = "team" | "site";
/** `people` is null where the group is too small to be counted. */
export type AskerGroup = { name: string; people: number | null };

export type Verdict = "hidden" | "notEnoughData" | "longer" | "shorter" | "same" | "differenceOfUnclearSize";

export type ComparedGroup = {
  name: string;
  people: number;
  requests: number;
  median: Quantity | null;
  curve: CurvePoint[];
};

export type Comparison = {
  partner: string;
  by: GroupBy;
  verdict: Verdict;
  headline: string;
  sentences: string[];
  groups: ComparedGroup[];
  hazardRatio: { value: number; low: number; high: number } | null;
  p: number | null;
  permutations: number | null;
  caveat: string;
};
