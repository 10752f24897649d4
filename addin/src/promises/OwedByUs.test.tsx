import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { TaskPane } from "../commitments/TaskPane";
import { problem, serve, show, someMail, someMe, someOutlook, somePromise, someProposal } from "../Some";

afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.unstubAllGlobals();
});

const server = {
  "GET /api/me": someMe,
  "GET /api/commitments": { items: [], next: null },
  "GET /api/requests": { items: [], pending: [] },
  "GET /api/requests/proposal": { ...someProposal, received: true, whyNot: "You did not send this mail." },
  "GET /api/promises": { items: [somePromise()], next: null },
};

test("What the user owes stands beside what others owe, and is done with one press", async () => {
  const asked = serve({
    ...server,
    "POST /api/promises/p1/kept": somePromise({ state: "met", isOpen: false }),
  });
  show(<TaskPane />);
  await userEvent.click(await screen.findByRole("button", { name: "Owed by us" }));

  const row = await screen.findByRole("button", { name: /Could you send me the order number/ });
  expect(within(row).getByText("To Priya Raman")).toBeTruthy();
  await userEvent.click(row);
  await userEvent.click(await screen.findByRole("button", { name: "Done" }));

  await waitFor(() =>
    expect(asked.find(({ what }) => what === "POST /api/promises/p1/kept")?.body).toEqual({
      note: null,
      seen: 1,
    }),
  );
});

test("Whether a mail of the user's own kept it is asked with the sentence it rests on", async () => {
  const inDoubt = {
    sentence: "Here is the order number.",
    internetMessageId: "<reply@nordwind.example>",
    source: "model: here it is",
    confidence: 0.6,
  };
  const asked = serve({
    ...server,
    "GET /api/promises": { items: [somePromise({ inDoubt, events: 2 })], next: null },
    "POST /api/promises/p1/not-yet": somePromise({ events: 3 }),
  });
  show(<TaskPane />, someOutlook(someMail).outlook);

  const doubt = await screen.findByRole("region", { name: "Did this mail of yours keep it?" });
  expect(within(doubt).getByText("Here is the order number.")).toBeTruthy();
  await userEvent.click(within(doubt).getByRole("button", { name: "Not yet" }));

  await waitFor(() => expect(asked.find(({ what }) => what.endsWith("/not-yet"))?.body).toEqual({ seen: 2 }));
});

test("A promise can be kept from any mail, in words of the user's own, and what is wrong is said at its field", async () => {
  serve({
    ...server,
    "GET /api/promises": { items: [], next: null },
    "POST /api/promises": () =>
      problem(400, "One or more validation errors occurred.", {
        errors: { due: ["Say by when, such as 'Friday 5 pm', or pick a date."] },
      }),
  });
  show(<TaskPane />, someOutlook(someMail).outlook);

  await userEvent.click(await screen.findByText("Keep a promise of yours from this mail"));
  await userEvent.type(screen.getByLabelText("What you will do"), "Send the order number");
  await userEvent.click(screen.getByRole("button", { name: "Keep as my promise" }));

  expect(await screen.findByText("Say by when, such as 'Friday 5 pm', or pick a date.")).toBeTruthy();
  expect(screen.getByLabelText<HTMLTextAreaElement>("What you will do").value).toBe("Send the order number");
});

test("A new date needs a day, and a promise that is no longer needed leaves with its reason", async () => {
  const asked = serve({ ...server, "POST /api/promises/p1/dropped": somePromise({ isOpen: false }) });
  show(<TaskPane />, someOutlook(someMail).outlook);

  await userEvent.click(await screen.findByRole("button", { name: "New date" }));
  await userEvent.click(screen.getAllByRole("button", { name: "New date" }).at(-1) ?? document.body);
  expect(await screen.findByText("Choose day and time.")).toBeTruthy();

  await userEvent.click(screen.getByRole("button", { name: "No longer needed" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByRole("textbox"), "They found it");
  await userEvent.click(within(dialog).getByRole("button", { name: "No longer needed" }));

  await waitFor(() =>
    expect(asked.find(({ what }) => what.endsWith("/dropped"))?.body).toEqual({
      reason: "They found it",
      seen: 1,
    }),
  );
});
