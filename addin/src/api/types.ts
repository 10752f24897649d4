import type { components } from "./schema";

type Schemas = components["schemas"];

/** An instant in UTC, such as `2026-03-06T16:00:00Z`. */
export type Instant = Schemas["Instant"];
/** A wall clock without a zone, such as `2026-03-06T17:00:00`; the zone stands beside it. */
export type WallClock = Schemas["LocalDateTime"];
/** A day of some calendar, such as `2026-03-06`. */
export type LocalDate = Schemas["LocalDate"];
/** An IANA zone, such as `Asia/Kolkata`. */
export type Zone = string;

export type Settings = Schemas["SettingsView"];
export type Me = Schemas["MeView"];
export type MailAddress = Schemas["MailAddress"];
export type Moment = Schemas["Moment"];
export type Priority = Schemas["Priority"];

export type Proposal = Schemas["Proposal"];
export type MailSuggestion = Schemas["MailSuggestion"];
export type Recipient = Schemas["RecipientView"];
export type DeadlineReading = Schemas["DeadlineReading"];
export type DeadlineChoice = Schemas["DeadlineChoice"];
export type TagBody = Schemas["TagBody"];
export type Preview = Schemas["TagPreview"];
export type PlannedFollowUp = Schemas["PlannedFollowUpView"];
export type QueuedMail = Schemas["FollowUpView"];
export type ThankYou = Schemas["ThankYouView"];

export type Thread = Schemas["ThreadView"];
export type RequestView = Schemas["RequestView"];
export type CommitmentView = Schemas["CommitmentView"];
export type CommitmentDetail = Schemas["CommitmentDetail"];
export type State = Schemas["CommitmentState"];
export type LedgerEntry = Schemas["LedgerEntryView"];
export type Evidence = Schemas["Evidence"];
export type ReplyKind = Schemas["ReplyKind"];
export type Question = Schemas["QuestionView"];
export type LikelyAnswer = Schemas["LikelyAnswerView"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type FurtherAct = Schemas["FurtherAct"];
export type Pause = Schemas["PauseView"];
export type Extension = Schemas["ExtensionView"];
export type Delay = Schemas["DelayView"];
export type Sides = Schemas["SidesView"];
export type Restatement = Schemas["RestatementView"];
export type SnoozeChoice = Schemas["SnoozeChoiceView"];
export type AfterTheEnd = Schemas["AfterTheEndView"];

// What the user owes others, and says about it.
export type OwnPromise = Schemas["PromiseView"];
export type PromiseBody = Schemas["PromiseBody"];
export type PromiseKept = Schemas["KeptBody"];
export type PromiseDropped = Schemas["DroppedBody"];
export type PromiseMoved = Schemas["PromiseDateBody"];
export type PromiseNotYetKept = Schemas["NotYetKeptBody"];

// What the asker says about a commitment.
export type Correction = Schemas["CorrectionBody"];
export type AnsweredElsewhere = Schemas["AnsweredElsewhereBody"];
export type Withdrawal = Schemas["WithdrawalBody"];
export type Snooze = Schemas["SnoozeBody"];
export type Acceptance = Schemas["AcceptanceBody"];
export type Refusal = Schemas["RefusalBody"];
export type DateSetting = Schemas["DateBody"];
export type Reopening = Schemas["ReopeningBody"];
export type Undoing = Schemas["UndoBody"];

export type WordingSettings = Schemas["WordingSettings"];
export type WordingView = Schemas["WordingView"];
/** For whom the wording is set. */
export type WordingScope =
  { of: "everybody" } | { of: "partner"; domain: string } | { of: "contact"; address: string };
export type LetterText = Schemas["LetterTextView"];
export type LetterPreview = Schemas["LetterPreview"];
export type LetterKind = Schemas["LetterKind"];
export type Language = NonNullable<Schemas["Language"]>;
export type Formality = NonNullable<Schemas["Formality"]>;
export type Courtesy = NonNullable<Schemas["Courtesy"]>;
export type AskOrder = NonNullable<Schemas["AskOrder"]>;

export type CalendarBody = Schemas["CalendarBody"];
export type CalendarView = Schemas["CalendarView"];
export type WorkingHours = Schemas["WorkingHoursBody"];
export type Holiday = Schemas["HolidayView"];
export type ContactCalendar = Schemas["ContactCalendarView"];
export type ContactAbsence = Schemas["AbsenceView"];
export type EnteredAbsence = Schemas["EnteredAbsence"];
export type HoursProposal = Schemas["HoursProposalView"];
export type CalendarChange = Schemas["CalendarChangeView"];
export type PartnerCalendar = Schemas["PartnerCalendarView"];
export type WaitingExplained = Schemas["WaitingExplained"];
export type ExplainedSpan = Schemas["SpanView"];
export type Stretch = Schemas["StretchView"];
export type CommitmentFigures = Schemas["FiguresView"];

/** The clock that a duration is measured with: the contact's working time, or every hour. */
export type Clock = Schemas["Clock"];
export type Quantity = Schemas["Quantity"];
export type Share = Schemas["ShareView"];
export type ContactFigures = Schemas["ContactFigures"];
export type PartnerFigures = Schemas["PartnerFigures"];
export type ContactsReport = Schemas["ContactsReport"];
export type CurvePoint = Schemas["AnsweredPoint"];
export type GroupBy = Schemas["GroupedBy"];
export type AskerGroup = Schemas["GroupView"];
export type Comparison = Schemas["ComparisonView"];

export type PolicyStep = Schemas["PolicyStep"];
export type PolicyBody = Schemas["PolicyBody"];
export type PolicyView = Schemas["PolicyView"];
/** Where a policy is set. */
export type PolicyScope =
  | { level: "tenant" }
  | { level: "team"; team: string }
  | { level: "partner"; domain: string }
  | { level: "contact"; address: string }
  | { level: "request"; id: string };
export type HoldLevel = Schemas["HoldLevel"];
export type HoldBody = Schemas["HoldBody"];
export type HoldProposal = Schemas["HoldProposal"];
export type Escalation = Schemas["EscalationView"];
export type Ladder = Schemas["Ladder"];
export type LadderLevel = Schemas["LadderLevel"];
