import { describe, expect, test } from "vitest";
import type { MessageSummary } from "../tenant/message";
import { byDay, conversationsOf, correspondents, matches } from "./conversations";
import { plainToHtml, sanitise } from "./sanitise";

const someone = (name: string) => ({ emailAddress: { name, address: `${name.toLowerCase()}@firm.example` } });

let count = 0;
const mail = (changes: Partial<MessageSummary>): MessageSummary => ({
  id: `m${++count}`,
  conversationId: `c${count}`,
  internetMessageId: `<${count}@firm.example>`,
  parentFolderId: "inbox",
  subject: "Stability data",
  bodyPreview: "Could you send it?",
  from: someone("Priya"),
  toRecipients: [someone("Anna")],
  ccRecipients: [],
  receivedDateTime: "2026-03-04T08:00:00Z",
  sentDateTime: "2026-03-04T08:00:00Z",
  isRead: true,
  isDraft: false,
  hasAttachments: false,
  importance: "normal",
  categories: [],
  flag: { flagStatus: "notFlagged" },
  ...changes,
});

describe("conversations", () => {
  test("a thread is one row with its newest message and all its categories", () => {
    const [thread, other, ...rest] = conversationsOf([
      mail({ conversationId: "a", subject: "Re: Data", isRead: false, categories: ["Waiting for"] }),
      mail({ conversationId: "b" }),
      mail({ conversationId: "a", subject: "Data", categories: ["Review", "Waiting for"] }),
    ]);
    expect(rest).toEqual([]);
    expect(thread).toMatchObject({ unread: 1, categories: ["Waiting for", "Review"] });
    expect(thread?.newest.subject).toBe("Re: Data");
    expect(other?.messages).toHaveLength(1);
  });

  test("mails without a conversation do not fall together", () => {
    expect(conversationsOf([mail({ conversationId: "" }), mail({ conversationId: "" })])).toHaveLength(2);
  });

  test("rows stand under their day in the reader's zone", () => {
    const rows = conversationsOf([
      mail({ receivedDateTime: "2026-03-03T23:30:00Z" }),
      mail({ receivedDateTime: "2026-03-03T20:00:00Z" }),
    ]);
    const days = byDay(rows, new Date("2026-03-04T08:00:00Z"), "Europe/Berlin");
    expect(days.map(({ heading }) => heading)).toEqual(["Today", "Yesterday"]);
  });

  test("a row names who wrote, and in Sent Items whom it went to", () => {
    const [received] = conversationsOf([
      mail({ conversationId: "a", from: someone("Anna") }),
      mail({ conversationId: "a", from: someone("Rohan") }),
      mail({ conversationId: "a", from: someone("Priya") }),
    ]);
    const [sent] = conversationsOf([mail({ from: someone("Anna"), toRecipients: [someone("Priya")] })]);
    expect(received && correspondents(received, "ANNA@firm.example")).toBe("Rohan, Priya");
    expect(sent && correspondents(sent, "anna@firm.example")).toBe("Priya");
  });

  test("a search needs every word, wherever it stands", () => {
    const found = mail({ subject: "Lot 4411", categories: ["Review"] });
    expect(matches(found, "priya 4411")).toBe(true);
    expect(matches(found, "priya 4412")).toBe(false);
  });
});

describe("a mail's HTML", () => {
  test.each([
    ["<script>alert(1)</script>text", "text"],
    ['<img src="x" onerror="alert(1)">', "<img>"],
    ['<a href="javascript:alert(1)">here</a>', "<a>here</a>"],
    ['<a href=" JaVaScRiPt:alert(1)">here</a>', "<a>here</a>"],
    ["<form><button formaction=x>go</button></form>", "go"],
    ['<object data="x">y</object><p>kept</p>', "<p>kept</p>"],
    ["<x-thing><b>kept</b></x-thing>", "<b>kept</b>"],
    ['<iframe srcdoc="<script>1</script>"></iframe>', ""],
  ])("%s runs nothing", (html, expected) => {
    expect(sanitise(html).html).toBe(expected);
  });

  test("pictures of other servers are left out and counted", () => {
    const { html, outsidePictures } = sanitise('<img src="https://tracker.example/p.gif" width="1">');
    expect(html).not.toContain("tracker");
    expect(outsidePictures).toBe(1);
  });

  test("attached pictures are shown from the mail itself", () => {
    const { html, outsidePictures } = sanitise(
      '<img src="cid:logo">',
      new Map([["logo", "data:image/png;base64,AAAA"]]),
    );
    expect(html).toBe('<img src="data:image/png;base64,AAAA">');
    expect(outsidePictures).toBe(0);
  });

  test("a mail's styles stay apart from its text, for they must not reach the page", () => {
    const { html, styles } = sanitise(
      "<head><style>p{margin:0}</style></head><style>b{color:red}</style><p>x</p>",
    );
    expect(html).toBe("<p>x</p>");
    expect(styles).toBe("p{margin:0}\nb{color:red}");
  });

  test("a mail that paints its own colours is told apart from plain formatting", () => {
    expect(sanitise('<p style="background:#fff">x</p>').hasOwnColours).toBe(true);
    expect(sanitise('<p style="margin:0"><b>x</b></p>').hasOwnColours).toBe(false);
    expect(sanitise('<font color="#000000">x</font>').hasOwnColours).toBe(false);
  });
});

describe("a mail's plain text", () => {
  test("is escaped, and its addresses become links without the full stop behind them", () => {
    expect(plainToHtml("a < b, see https://x.example/a?b=1.")).toBe(
      '<div class="plain">a &lt; b, see <a href="https://x.example/a?b=1">https://x.example/a?b=1</a>.\n</div>',
    );
  });

  test("sets quoted lines apart by their depth", () => {
    expect(plainToHtml("new\n> old\n>> older\nend")).toBe(
      '<div class="plain">new\n<blockquote>old\n<blockquote>older\n</blockquote></blockquote>end\n</div>',
    );
  });
});
