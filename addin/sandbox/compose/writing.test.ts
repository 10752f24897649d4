import { describe, expect, test } from "vitest";
import { addressed, beginning } from "./starting";
import { paragraphs, recipientOf, suggestions, wordsAbove } from "./writing";

const who = (name: string) => ({ emailAddress: { name, address: `${name.toLowerCase()}@firm.example` } });
const me = "anna@firm.example";

describe("an answer's text", () => {
  test("stands above the quoted history, inside the body", () => {
    const quoted = { contentType: "html", content: '<html><body lang="en"><hr>old</body></html>' } as const;
    expect(wordsAbove("<p>new</p>", quoted).content).toBe(
      '<html><body lang="en"><p>new</p><hr>old</body></html>',
    );
  });

  test("keeps a plain history as text", () => {
    const { contentType, content } = wordsAbove("<p>new</p>", { contentType: "text", content: "1 < 2" });
    expect(contentType).toBe("html");
    expect(content).toContain("<p>new</p>");
    expect(content).toContain("1 &lt; 2");
  });

  test("plain words become paragraphs", () => {
    expect(paragraphs("a & b\n\nc")).toBe("<div>a &amp; b</div><div><br></div><div>c</div>");
  });
});

describe("an answer's recipients", () => {
  test("an answer to one's own mail goes to those it was written to", () => {
    const draft = { toRecipients: [who("Anna")], ccRecipients: [who("Bruno")] };
    const original = { from: who("Anna"), toRecipients: [who("Priya"), who("Anna")] };
    expect(addressed(draft, original, "createReplyAll", me)).toEqual({
      toRecipients: [who("Priya")],
      ccRecipients: [who("Bruno")],
    });
  });

  test("a forwarded mail has no recipient yet", () => {
    const draft = { toRecipients: [], ccRecipients: [who("Bruno")] };
    const original = { from: who("Anna"), toRecipients: [who("Priya")] };
    expect(addressed(draft, original, "createForward", me)).toEqual({ toRecipients: [], ccRecipients: [] });
  });
});

describe("typing a recipient", () => {
  const known = [
    { name: "Priya Raman", address: "priya.raman@sara.example" },
    { name: "Anna Raminski", address: "a.raminski@firm.example" },
    { name: "Bruno", address: "bruno@firm.example" },
  ];

  test("suggests by the start of any word, first names first, without those already there", () => {
    expect(suggestions("ra", known, []).map(({ name }) => name)).toEqual(["Anna Raminski", "Priya Raman"]);
    expect(suggestions("pri", known, [{ emailAddress: known[0] ?? { name: "", address: "" } }])).toEqual([]);
    expect(suggestions("  ", known, [])).toEqual([]);
  });

  test("takes an address of anybody, with or without a name", () => {
    expect(recipientOf("x@y.example")?.emailAddress).toEqual({ name: "x@y.example", address: "x@y.example" });
    expect(recipientOf('"Weiß, D." <d@y.example>')?.emailAddress).toEqual({
      name: "Weiß, D.",
      address: "d@y.example",
    });
    expect(recipientOf("Priya")).toBeNull();
    expect(recipientOf("a@b")).toBeNull();
  });

  test("an add-in's form is cleaned before it is edited", () => {
    const start = beginning({
      to: ["Priya <p@y.example>"],
      cc: ["nobody"],
      subject: "Hi",
      html: "<script>1</script>x",
    });
    expect(start.words).toBe("x");
    expect(start.writing.toRecipients).toHaveLength(1);
    expect(start.writing.ccRecipients).toEqual([]);
  });
});
