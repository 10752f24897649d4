import { MailClockRegular } from "@fluentui/react-icons/svg/mail-clock";
import { MailProhibitedRegular } from "@fluentui/react-icons/svg/mail-prohibited";
import { useState } from "react";
import type { MailSuggestion, Proposal, RequestView, Zone } from "../api/types";
import { KeepForm } from "../promises/KeepForm";
import { PromiseCard } from "../promises/PromiseCard";
import { useOwedInThread } from "../promises/queries";
import { Suggestions } from "../replies/Suggestions";
import { useLanguage } from "../ui/Language";
import { Empty, Failed, Notice, Waiting } from "../ui/Notice";
import { CommitmentCard } from "./CommitmentCard";
import { useProposal, useRequest, useThread } from "./queries";
import { TagForm } from "./TagForm";

type Props = { messageId: string; conversationId: string; zone: Zone };

/** What the product knows about the opened mail: what is owed in its thread on either side, and the forms that keep more of it. */
export function OpenedMail({ messageId, conversationId, zone }: Props) {
  const { text } = useLanguage();
  const proposal = useProposal(messageId);
  const promises = useOwedInThread(conversationId).data?.items ?? [];
  const isKept = ({ sentence }: MailSuggestion) => promises.some(({ what }) => what === sentence);
  return (
    <>
      {promises.map((promise) => (
        <PromiseCard key={promise.id} promise={promise} zone={zone} />
      ))}
      <OwedToUs
        messageId={messageId}
        conversationId={conversationId}
        zone={zone}
        proposal={
          proposal.data && {
            ...proposal.data,
            suggestions: proposal.data.suggestions.filter((suggestion) => !isKept(suggestion)),
          }
        }
        failure={proposal.error}
        retry={() => void proposal.refetch()}
        hasPromises={promises.length > 0}
      />
      {proposal.data && (
        <details className="another">
          <summary>{text("promise.another")}</summary>
          <div className="card">
            <KeepForm messageId={messageId} proposal={proposal.data} zone={zone} />
          </div>
        </details>
      )}
    </>
  );
}

/** The thread's requests, or what can be tracked of the mail. */
function OwedToUs(
  props: Props & {
    proposal: Proposal | undefined;
    failure: unknown;
    retry: () => void;
    /** Something of the mail is shown already. */
    hasPromises: boolean;
  },
) {
  const { messageId, conversationId, zone, proposal, failure, retry, hasPromises } = props;
  const { text } = useLanguage();
  const thread = useThread(conversationId, messageId);

  if (thread.isPending) return <Waiting lines={7} />;
  if (thread.error && !thread.data)
    return <Failed failure={thread.error} retry={() => void thread.refetch()} />;
  if (thread.data.items.length > 0)
    return (
      <>
        {thread.data.items.map((request) => (
          <TrackedRequest key={request.id} request={request} zone={zone} />
        ))}
        {proposal && proposal.whyNot === null && proposal.alreadyTracked === null && (
          <details className="another">
            <summary>{text("tag.another")}</summary>
            <TagForm messageId={messageId} proposal={proposal} zone={zone} />
          </details>
        )}
      </>
    );

  const [pending] = thread.data.pending;
  if (pending && !pending.failed)
    return (
      <Empty isPage icon={<MailClockRegular />} title={text("mail.pending")}>
        {pending.notice}
      </Empty>
    );
  if (!proposal) return failure ? <Failed failure={failure} retry={retry} /> : <Waiting lines={7} />;
  const { alreadyTracked, whyNot } = proposal;
  if (alreadyTracked !== null) return <TrackedElsewhere id={alreadyTracked} zone={zone} />;
  const cannot = hasPromises ? (
    <h1 className="visually-hidden">{proposal.subject}</h1>
  ) : (
    <Empty isPage icon={<MailProhibitedRegular />} title={text("mail.cannot")}>
      {whyNot ?? text("mail.nothingLeft")}
    </Empty>
  );
  if (proposal.received && proposal.suggestions.length > 0)
    return <ReceivedMail messageId={messageId} proposal={proposal} zone={zone} otherwise={cannot} />;
  if (whyNot !== null) return cannot;
  return (
    <>
      {pending && <Notice intent="error">{pending.notice}</Notice>}
      <TagForm messageId={messageId} proposal={proposal} zone={zone} />
    </>
  );
}

/** Somebody else's mail: what they ask of the user or promise, and the form once a promise of theirs is to be tracked. */
function ReceivedMail(props: {
  messageId: string;
  proposal: Proposal;
  zone: Zone;
  otherwise: React.ReactNode;
}) {
  const { messageId, proposal, zone, otherwise } = props;
  const [promise, setPromise] = useState<MailSuggestion | null>(null);
  if (promise) return <TagForm messageId={messageId} proposal={proposal} zone={zone} promise={promise} />;
  return (
    <Suggestions
      messageId={messageId}
      proposal={proposal}
      zone={zone}
      onTrack={setPromise}
      subject={proposal.subject}
      otherwise={otherwise}
    />
  );
}

function TrackedElsewhere({ id, zone }: { id: string; zone: Zone }) {
  const request = useRequest(id);
  if (request.isPending) return <Waiting lines={7} />;
  if (request.error) return <Failed failure={request.error} retry={() => void request.refetch()} />;
  return <TrackedRequest request={request.data} zone={zone} />;
}

export function TrackedRequest({ request, zone }: { request: RequestView; zone: Zone }) {
  const { text, fullAt } = useLanguage();
  return (
    <section className="stack" aria-label={request.subject}>
      <header className="stack tight request">
        <p className="overline row">
          {text("request.title")}
          {request.priority === "urgent" && <span className="urgent">{text("priority.urgent")}</span>}
        </p>
        <h1 className="heading">{request.ask || request.subject}</h1>
        <p className="muted small">{text("request.askedAt", { when: fullAt(request.askedAt, zone) })}</p>
      </header>
      {request.notice && <Notice intent="warning">{request.notice}</Notice>}
      {request.commitments.map((commitment) => (
        <CommitmentCard
          key={commitment.id}
          commitment={commitment}
          zone={zone}
          isAlone={request.commitments.length === 1}
        />
      ))}
    </section>
  );
}
