import { Button, Field, Select, Textarea } from "@fluentui/react-components";
import { useRef, type SubmitEvent } from "react";
import { Problem } from "../api/client";
import type { MailSuggestion, Proposal, Zone } from "../api/types";
import { Suggestions } from "../replies/Suggestions";
import { PreviewOfFollowUps, usePreview } from "../followUps/PreviewOfFollowUps";
import { useText } from "../ui/Language";
import { invalid } from "../ui/invalid";
import { Failed } from "../ui/Notice";
import { ContactsField } from "./ContactsField";
import { DeadlineField, useDeadlineReading } from "./DeadlineField";
import { useTag } from "./queries";
import { bodyOf, deadlineOf, draftOf, useKeptDraft } from "./TagDraft";

type Props = {
  messageId: string;
  proposal: Proposal;
  zone: Zone;
  /** The sentence of a received mail that is to be tracked. */
  promise?: MailSuggestion;
};

/** 'Track this request': who owes what by when, and what will be sent if nobody answers. */
export function TagForm({ messageId, proposal, zone, promise }: Props) {
  const text = useText();
  const form = useRef<HTMLFormElement>(null);
  const { draft, change, forget } = useKeptDraft(messageId, proposal, promise && draftOf(promise));
  const reading = useDeadlineReading(draft, draft.contacts[0] ?? null, proposal);
  const deadline = deadlineOf(draft, reading.choices, zone);
  const body = bodyOf(messageId, draft, deadline);
  const preview = usePreview(body);
  const tag = useTag();

  const edit: typeof change = (part) => {
    // What the server refused was said of the form as it was.
    if (tag.error) tag.reset();
    change(part);
  };
  const refused = (field: string) => messageFor(field, tag.error) ?? messageFor(field, preview.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    tag.mutate(body, {
      onSuccess: forget,
      onError: () =>
        queueMicrotask(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()),
    });
  };

  return (
    <form ref={form} className="card" onSubmit={submit} noValidate aria-labelledby="tag-heading">
      <div className="stack tight">
        <h1 id="tag-heading" className="heading">
          {text(promise ? "tag.titlePromise" : "tag.title")}
        </h1>
        <p className="muted">{proposal.subject}</p>
      </div>

      {!promise && (
        <Suggestions
          messageId={messageId}
          proposal={proposal}
          zone={zone}
          onTrack={(suggestion) => {
            edit(draftOf(suggestion));
            form.current?.querySelector("textarea")?.focus();
          }}
        />
      )}

      <Field label={text(promise ? "tag.promised" : "tag.ask")} {...invalid(refused("ask"))}>
        <Textarea
          value={draft.ask}
          resize="vertical"
          rows={3}
          placeholder={text("tag.askExample")}
          onChange={(_, { value }) => edit({ ask: value })}
        />
      </Field>

      <ContactsField
        recipients={proposal.recipients}
        chosen={draft.contacts}
        error={refused("contacts")}
        onChange={(contacts) => edit({ contacts })}
      />

      <DeadlineField
        label={text("tag.deadline")}
        draft={draft}
        reading={reading}
        zone={zone}
        error={refused("deadline")}
        onChange={edit}
      />

      <Field label={text("tag.priority")}>
        <Select
          value={draft.priority}
          onChange={(_, { value }) => edit({ priority: value === "urgent" ? "urgent" : "normal" })}
        >
          <option value="normal">{text("priority.normal")}</option>
          <option value="urgent">{text("priority.urgent")}</option>
        </Select>
      </Field>

      <PreviewOfFollowUps preview={preview} zone={zone} />

      {tag.error && <Failed failure={tag.error} />}
      <Button type="submit" appearance="primary" disabled={tag.isPending}>
        {text(tag.isPending ? "tag.doing" : promise ? "tag.titlePromise" : "tag.do")}
      </Button>
    </form>
  );
}

function messageFor(field: string, failure: unknown): string | undefined {
  if (!(failure instanceof Problem)) return undefined;
  return Object.entries(failure.fields).find(
    ([name]) => name.split(/[.[]/)[0]?.toLowerCase() === field,
  )?.[1][0];
}
