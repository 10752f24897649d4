import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import {
  problem,
  serve,
  show,
  someCommitment,
  someDetail,
  someFriday,
  someMail,
  someMe,
  someMoment,
  someOutlook,
  somePromise,
  someProposal,
  someRequest,
} from "../Some";
import { TaskPane } from "./TaskPane";

afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.unstubAllGlobals();
});

const untracked = {
  "GET /api/me": someMe,
  "GET /api/commitments": { items: [], next: null },
  "GET /api/promises": { items: [], next: null },
  "GET /api/requests": { items: [], pending: [] },
  "GET /api/requests/proposal": someProposal,
  "POST /api/requests/preview": {
    deadline: someMoment,
    perContact: [
      {
        contact: { name: "Priya Raman", address: "priya@northwind.example" },
        zone: "Asia/Kolkata",
        zoneSource: "from the directory",
        followUps: [
          {
            kind: "chaser",
            moment: someMoment,
            to: { name: "Priya Raman", address: "priya@northwind.example" },
            subject: "RE: Cylinder head drawings",
            body: "Hello Priya, may I come back to the drawings?",
            why: "One working day after the agreed date",
            copies: [],
          },
        ],
      },
    ],
  },
};

function besideTracked(part: Parameters<typeof someCommitment>[0] = {}) {
  return {
    ...untracked,
    "GET /api/requests": { items: [someRequest([someCommitment(part)])], pending: [] },
    "GET /api/requests/proposal": { ...someProposal, alreadyTracked: "r1" },
    "GET /api/commitments/c1": someDetail(part),
  };
}

test("A mail that is not tracked yet can be tracked with what its text proposes", async () => {
  const asked = serve({ ...untracked, "POST /api/requests": someRequest([someCommitment()]) });
  show(<TaskPane />, someOutlook(someMail).outlook);

  await userEvent.click(await screen.findByRole("button", { name: "Track this request" }));

  await waitFor(() => expect(asked.map(({ what }) => what)).toContain("POST /api/requests"));
  expect(asked.find(({ what }) => what === "POST /api/requests")?.body).toEqual({
    messageId: "mail",
    ask: "Please send the drawings.",
    contacts: ["priya@northwind.example"],
    deadline: { text: "by Friday", at: someFriday.at },
    priority: "normal",
  });
});

test("A sentence that asks can be tracked or turned down, and what was turned down stays away", async () => {
  const suggestions = [
    {
      meaning: "yourAsk",
      sentence: "Please confirm the delivery date by Friday.",
      who: { name: "Priya Raman", address: "priya@northwind.example" },
      deadline: { understood: true, phrase: "by Friday", choices: [someFriday], problem: null },
      score: 0.93,
      likely: "surely",
      why: "says please",
    },
    {
      meaning: "yourAsk",
      sentence: "And the colours?",
      who: null,
      deadline: null,
      score: 0.6,
      likely: "perhaps",
      why: "a question",
    },
  ];
  serve({ ...untracked, "GET /api/requests/proposal": { ...someProposal, suggestions, deadline: null } });
  const first = show(<TaskPane />, someOutlook(someMail).outlook);
  const suggested = await screen.findByRole("region", { name: "This mail asks for something" });
  expect(within(suggested).getByText(/surely asks · Priya Raman · Friday 6 March 2026, 17:00/)).toBeTruthy();

  await userEvent.click(within(suggested).getByRole("button", { name: /^Track ‘Please confirm/ }));
  expect(screen.getByLabelText<HTMLTextAreaElement>("What you asked for").value).toBe(
    suggestions[0]?.sentence,
  );
  expect(screen.getByLabelText<HTMLInputElement>("Needed by").value).toBe("by Friday");

  await userEvent.click(within(suggested).getByRole("button", { name: /^Not this: ‘And the colours/ }));
  expect(screen.queryByText("And the colours?")).toBeNull();
  first.unmount();
  show(<TaskPane />, someOutlook(someMail).outlook);
  expect((await screen.findAllByText("Please confirm the delivery date by Friday.")).length).toBeGreaterThan(
    0,
  );
  expect(screen.queryByText("And the colours?")).toBeNull();
});

test("Before tagging, the pane shows what will be sent when, by both clocks and word for word", async () => {
  serve(untracked);
  show(<TaskPane />, someOutlook(someMail).outlook);
  const preview = await screen.findByRole("region", { name: "If nobody answers" });
  expect(await within(preview).findByText("Fri 6 Mar, 17:00 your time")).toBeTruthy();
  expect(within(preview).getByText("Fri 6 Mar, 21:30 Kolkata time")).toBeTruthy();
  expect(within(preview).getByText(/may I come back to the drawings/)).toBeTruthy();
});

test("A typed deadline is read by the server and offered as choices", async () => {
  const nextFriday = { ...someFriday, at: "2026-03-13T16:00:00Z", words: "Friday 13 March 2026, 17:00" };
  const asked = serve({
    ...untracked,
    "POST /api/deadlines/read": {
      understood: true,
      phrase: "Friday 5 pm",
      choices: [someFriday, nextFriday],
      problem: null,
    },
    "POST /api/requests": someRequest([someCommitment()]),
  });
  show(<TaskPane />, someOutlook(someMail).outlook);

  const field = await screen.findByLabelText("Needed by");
  await userEvent.clear(field);
  await userEvent.type(field, "Friday 5 pm");
  await userEvent.click(await screen.findByRole("radio", { name: /Friday 13 March/ }));
  await userEvent.click(screen.getByRole("button", { name: "Track this request" }));

  await waitFor(() =>
    expect(asked.find(({ what }) => what === "POST /api/requests")?.body).toMatchObject({
      deadline: { text: "Friday 5 pm", at: nextFriday.at },
    }),
  );
  expect(asked.filter(({ what }) => what === "POST /api/deadlines/read")).toHaveLength(1);
});

test("What was refused is said at its field, and nothing typed is lost, not even when the pane closes", async () => {
  serve({
    ...untracked,
    "POST /api/requests": () =>
      problem(400, "The request cannot be tracked yet", {
        errors: { deadline: ["The deadline, 2 March 09:00, has passed; choose a later one."] },
      }),
  });
  const first = show(<TaskPane />, someOutlook(someMail).outlook);
  const ask = await screen.findByLabelText("What you asked for");
  await userEvent.clear(ask);
  await userEvent.type(ask, "Send revision C");
  await userEvent.click(screen.getByRole("button", { name: "Track this request" }));
  expect(
    await screen.findByText("The deadline, 2 March 09:00, has passed; choose a later one."),
  ).toBeTruthy();

  first.unmount();
  show(<TaskPane />, someOutlook(someMail).outlook);
  expect(await screen.findByDisplayValue("Send revision C")).toBeTruthy();
});

test("A mail that waits for a busy mailbox says so", async () => {
  serve({
    ...untracked,
    "GET /api/requests": {
      items: [],
      pending: [{ messageId: "mail", notice: "Your mailbox is busy; this is tried again.", failed: false }],
    },
  });
  show(<TaskPane />, someOutlook(someMail).outlook);
  expect(await screen.findByText("Your mailbox is busy; this is tried again.")).toBeTruthy();
});

test("What somebody else promises is tracked as theirs, and what they ask is kept as the user's promise", async () => {
  const suggestions = [
    {
      meaning: "theirPromise",
      sentence: "I will send the drawings by Friday.",
      who: { name: "Priya Raman", address: "priya@northwind.example" },
      deadline: { understood: true, phrase: "by Friday", choices: [someFriday], problem: null },
      score: 0.8,
      likely: "probably",
      why: "says that they will do it",
    },
    {
      meaning: "theirAsk",
      sentence: "Could you send me the order number?",
      who: { name: "Priya Raman", address: "priya@northwind.example" },
      deadline: null,
      score: 0.9,
      likely: "surely",
      why: "asks you",
    },
  ];
  const asked = serve({
    ...untracked,
    "GET /api/requests/proposal": {
      ...someProposal,
      ask: "",
      deadline: null,
      received: true,
      whyNot: null,
      suggestions,
    },
    "POST /api/promises": somePromise(),
  });
  show(<TaskPane />, someOutlook(someMail).outlook);
  const suggested = await screen.findByRole("region", { name: "Worth keeping from this mail" });

  await userEvent.click(within(suggested).getByRole("button", { name: /^Keep as my promise: ‘Could you/ }));
  await userEvent.click(within(suggested).getByRole("button", { name: "Keep as my promise" }));
  expect(await within(suggested).findByText("It is in your list now.")).toBeTruthy();

  await userEvent.click(within(suggested).getByRole("button", { name: /^Track ‘I will send/ }));
  expect(screen.getByRole("heading", { name: "Track this promise" })).toBeTruthy();
  expect(screen.getByLabelText<HTMLTextAreaElement>("What they promised").value).toBe(
    suggestions[0]?.sentence,
  );
  expect(asked.find(({ what }) => what === "POST /api/promises")?.body).toEqual({
    messageId: "mail",
    what: suggestions[1]?.sentence,
    due: { text: null, at: null },
    to: "priya@northwind.example",
  });
});

test("What else a mail says stands below what counted", async () => {
  const detail = someDetail();
  const [entry] = detail.history;
  serve({
    ...besideTracked(),
    "GET /api/commitments/c1": {
      ...detail,
      history: [
        {
          ...entry,
          also: [
            {
              kind: "promise",
              words: "Promised for Friday 6 March, 17:00",
              evidence: {
                sentence: "Part two comes by Friday.",
                internetMessageId: null,
                source: "rule: promises a date in plain words",
                confidence: 0.95,
              },
            },
          ],
        },
      ],
    },
  });
  show(<TaskPane />, someOutlook(someMail).outlook);
  const further = await screen.findByRole("list", { name: "What else this mail says" });
  expect(within(further).getByText("Also: Promised for Friday 6 March, 17:00")).toBeTruthy();
  expect(within(further).getByText("Part two comes by Friday.")).toBeTruthy();
});

test("A mail that cannot be tracked says why", async () => {
  serve({
    ...untracked,
    "GET /api/requests/proposal": { ...someProposal, whyNot: "You did not send this mail." },
  });
  show(<TaskPane />, someOutlook(someMail).outlook);
  expect(await screen.findByText("You did not send this mail.")).toBeTruthy();
});

test("A pinned pane follows the selection, also to no mail and to a draft", async () => {
  serve(untracked);
  const { outlook, select } = someOutlook(someMail);
  show(<TaskPane />, outlook);
  await screen.findByRole("heading", { name: "Track this request" });
  act(() => select({ kind: "nothing" }));
  expect(await screen.findByText("No mail is open")).toBeTruthy();
  act(() => select({ kind: "draft" }));
  expect(await screen.findByText("This mail is not sent yet")).toBeTruthy();
});

test("A tracked mail shows its state in words and why nothing goes out", async () => {
  serve(besideTracked({ state: "overdue", ball: "contact" }));
  show(<TaskPane />, someOutlook(someMail).outlook);
  expect(await screen.findByText("Overdue")).toBeTruthy();
  expect(screen.getByText("Waits for the agreed date")).toBeTruthy();
  expect(screen.getByText("The contact")).toBeTruthy();
  expect(await screen.findByText("Noted, we will look into it.")).toBeTruthy();
});

test("A likely answer to a question is one press away", async () => {
  const question = {
    event: 4,
    text: "Is this the answer?",
    evidence: { sentence: "See attached.", internetMessageId: null, source: "rule", confidence: 0.5 },
    likely: [{ kind: "delivered" as const, date: null, words: "Yes, this is the answer" }],
  };
  const asked = serve({
    ...besideTracked({ question }),
    "POST /api/commitments/c1/corrections": someDetail({ state: "met" }),
  });
  show(<TaskPane />, someOutlook(someMail).outlook);
  await userEvent.click(await screen.findByRole("button", { name: "Yes, this is the answer" }));
  await waitFor(() =>
    expect(asked.find(({ what }) => what === "POST /api/commitments/c1/corrections")?.body).toEqual({
      event: 4,
      kind: "delivered",
      date: null,
      seen: 3,
    }),
  );
});

test("A reading is corrected to a promise only together with its date", async () => {
  const asked = serve({
    ...besideTracked(),
    "POST /api/commitments/c1/corrections": someDetail(),
  });
  show(<TaskPane />, someOutlook(someMail).outlook);
  await userEvent.click(await screen.findByRole("button", { name: /Correct this reading/ }));
  await userEvent.selectOptions(screen.getByLabelText("This reply was"), "promise");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Choose the promised day and time.")).toBeTruthy();

  await userEvent.type(screen.getByLabelText("Day"), "2026-03-10");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(asked.find(({ what }) => what === "POST /api/commitments/c1/corrections")?.body).toEqual({
      event: 2,
      kind: "promise",
      date: "2026-03-10T16:00:00Z",
      seen: 3,
    }),
  );
});

test("Withdrawing asks first", async () => {
  const asked = serve({
    ...besideTracked(),
    "POST /api/commitments/c1/withdrawal": someDetail({ state: "closed" }),
  });
  show(<TaskPane />, someOutlook(someMail).outlook);
  await userEvent.click(await screen.findByRole("button", { name: "Withdraw" }));
  const dialog = await screen.findByRole("dialog", { name: "Withdraw this request?" });
  expect(asked.some(({ what }) => what.startsWith("POST /api/commitments"))).toBe(false);
  await userEvent.click(within(dialog).getByRole("button", { name: "Withdraw" }));
  await waitFor(() => expect(asked.some(({ what }) => what.endsWith("/withdrawal"))).toBe(true));
});

test("The list of what is waited for begins with what needs the asker, and opens the mail", async () => {
  const question = {
    event: 4,
    text: "Is this the answer?",
    evidence: { sentence: "See attached.", internetMessageId: null, source: "rule", confidence: 0.5 },
    likely: [],
  };
  serve({
    ...untracked,
    "GET /api/commitments": {
      items: [
        someCommitment({ id: "c2", state: "overdue", subject: "Torque values" }),
        someCommitment({ id: "c1", question }),
        someCommitment({ id: "c3", state: "dueSoon", subject: "Test report" }),
      ],
      next: null,
    },
    "GET /api/commitments/c2": someDetail({ id: "c2", subject: "Torque values", state: "overdue" }),
  });
  const { outlook, openMail } = someOutlook({ kind: "nothing" });
  show(<TaskPane />, outlook);
  await userEvent.click(await screen.findByRole("button", { name: /Waiting for/ }));
  const groups = (await screen.findAllByRole("heading", { level: 2 })).map(({ textContent }) => textContent);
  expect(groups).toEqual(["Questions for you 1", "Overdue 1", "Due soon 1"]);

  await userEvent.click(screen.getByRole("button", { name: /Torque values/ }));
  await userEvent.click(await screen.findByRole("button", { name: "Open mail" }));
  expect(openMail).toHaveBeenCalledWith("mail");
});

test("A mailbox that needs a new sign-in says so in the pane", async () => {
  serve({
    ...untracked,
    "GET /api/me": { ...someMe, mailbox: "needsSignIn", mailboxNotice: "Replies are not read until then." },
  });
  show(<TaskPane />, someOutlook({ kind: "nothing" }).outlook);
  expect(await screen.findByText("Your mailbox needs you to sign in again")).toBeTruthy();
  expect(screen.getByText("Replies are not read until then.")).toBeTruthy();
});

const someExtension = { event: 2, ordinal: 4, before: someMoment, accepted: false };

test("The fourth extension says so, and is refused with a reason as it was seen", async () => {
  const asked = serve({
    ...besideTracked({ extension: someExtension }),
    "POST /api/commitments/c1/refusal": someDetail(),
  });
  show(<TaskPane />, someOutlook(someMail).outlook);
  expect(await screen.findByText("4th extension")).toBeTruthy();

  await userEvent.click(await screen.findByRole("button", { name: "Refuse" }));
  await userEvent.type(screen.getByLabelText("Reason (optional)"), "The audit is on Friday");
  await userEvent.click(screen.getByRole("button", { name: "Refuse" }));

  await waitFor(() =>
    expect(asked.find(({ what }) => what.endsWith("/refusal"))?.body).toEqual({
      event: 2,
      instead: null,
      reason: "The audit is on Friday",
      seen: 3,
    }),
  );
});

test("A snooze is one press away, and so is taking it back", async () => {
  const snoozed = someDetail({ state: "paused", events: 4 });
  const [entry] = snoozed.history;
  if (!entry) throw new Error("An example has a history.");
  const asked = serve({
    ...besideTracked(),
    "POST /api/commitments/c1/snooze": {
      ...snoozed,
      history: [{ ...entry, number: 3, kind: "snoozed", undoable: true }],
    },
    "POST /api/commitments/c1/undo": someDetail({ events: 5 }),
  });
  show(<TaskPane />, someOutlook(someMail).outlook);
  await userEvent.click(await screen.findByRole("button", { name: "Snooze" }));
  await userEvent.click(await screen.findByRole("button", { name: /Next week.*Kolkata time/ }));
  expect(await screen.findByText("Snoozed.")).toBeTruthy();

  await userEvent.click(screen.getAllByRole("button", { name: "Undo" })[0] ?? document.body);
  await waitFor(() =>
    expect(asked.find(({ what }) => what.endsWith("/undo"))?.body).toEqual({ event: 3, seen: 4 }),
  );
});

test("Acting on an older view says what came meanwhile, and looks again", async () => {
  const asked = serve({
    ...besideTracked(),
    "POST /api/commitments/c1/date": () =>
      problem(409, "This commitment has moved on.", {
        detail: "Delivered: that happened since you looked.",
      }),
  });
  show(<TaskPane />, someOutlook(someMail).outlook);
  await userEvent.click(await screen.findByRole("button", { name: "Set a date" }));
  await userEvent.type(screen.getByLabelText("Day"), "2026-03-20");
  const looked = asked.filter(({ what }) => what === "GET /api/commitments/c1").length;
  await userEvent.click(screen.getAllByRole("button", { name: "Set a date" }).at(-1) ?? document.body);

  expect(await screen.findByText(/Delivered: that happened since you looked/)).toBeTruthy();
  await waitFor(() =>
    expect(asked.filter(({ what }) => what === "GET /api/commitments/c1").length).toBeGreaterThan(looked),
  );
});

test("Whose time it took is shown for both sides, on both clocks", async () => {
  serve(besideTracked());
  show(<TaskPane />, someOutlook(someMail).outlook);
  const whose = await screen.findByRole("region", { name: "Whose time it took" });
  expect(within(whose).getByText("21.5 working hours (78%)")).toBeTruthy();
  expect(within(whose).getByText("6 working hours (22%)")).toBeTruthy();
  expect(within(whose).getByText("15 hours (20%)")).toBeTruthy();
});
