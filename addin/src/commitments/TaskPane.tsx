import { Button, ToggleButton } from "@fluentui/react-components";
import { ArrowLeftRegular } from "@fluentui/react-icons/svg/arrow-left";
import { CalendarRegular } from "@fluentui/react-icons/svg/calendar";
import { EditRegular } from "@fluentui/react-icons/svg/edit";
import { MailRegular } from "@fluentui/react-icons/svg/mail";
import { OpenRegular } from "@fluentui/react-icons/svg/open";
import { lazy, Suspense, useState, type ReactNode } from "react";
import type { CommitmentView, Me, OwnPromise } from "../api/types";
import { useIdentity } from "../identity/IdentityContext";
import { useOpenItem, useOutlook } from "../office/OutlookContext";
import { useText } from "../ui/Language";
import { Empty, Failed, Notice, Waiting } from "../ui/Notice";
import { useMe } from "../ui/useMe";
import { CommitmentCard } from "./CommitmentCard";
import { OpenedMail } from "./OpenedMail";
import { useOpenCommitments } from "./queries";
import { WaitingFor } from "./WaitingFor";
import { useQueue } from "../followUps/queries";
import { OwedByUs } from "../promises/OwedByUs";
import { FreshPromise } from "../promises/PromiseCard";
import "./commitments.css";

const Queue = lazy(() => import("../followUps/Queue").then((module) => ({ default: module.Queue })));

type View =
  | { at: "mail" }
  | { at: "waitingFor" }
  | { at: "owed" }
  | { at: "queue" }
  | { at: "commitment"; commitment: CommitmentView }
  | { at: "promise"; promise: OwnPromise };

/** The task pane beside a mail. */
export function TaskPane() {
  const outlook = useOutlook();
  const me = useMe();
  const [view, setView] = useState<View>({ at: outlook ? "mail" : "waitingFor" });
  if (me.error && !me.data)
    return (
      <main className="pane">
        <Failed failure={me.error} retry={() => void me.refetch()} />
      </main>
    );
  if (me.isPending)
    return (
      <main className="pane">
        <Waiting lines={8} />
      </main>
    );
  return (
    <div className="pane">
      <Views view={view} me={me.data} onChange={setView} />
      <main className="stack">
        <MailboxNotice me={me.data} onSignedIn={() => void me.refetch()} />
        <Content view={view} me={me.data} onChange={setView} />
      </main>
    </div>
  );
}

type InView = { view: View; me: Me; onChange: (view: View) => void };

function Views({ view, me, onChange }: InView) {
  const text = useText();
  const outlook = useOutlook();
  const list = useOpenCommitments();
  const questions = (list.data?.pages ?? []).flatMap(({ items }) => items).filter(({ question }) => question);
  const queue = useQueue();
  const toApprove = (queue.data?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ state }) => state === "awaitingApproval");
  return (
    <nav className="views" aria-label={text("pane.views")}>
      {outlook && (
        <button
          type="button"
          aria-current={view.at === "mail" ? "page" : undefined}
          onClick={() => onChange({ at: "mail" })}
        >
          {text("pane.mail")}
        </button>
      )}
      <button
        type="button"
        aria-current={isListed(view) ? "page" : undefined}
        onClick={() => onChange({ at: "waitingFor" })}
      >
        {text("pane.waitingFor")}
        {questions.length > 0 && (
          <span className="count attention">
            {questions.length}
            <span className="visually-hidden">{text("group.questions")}</span>
          </span>
        )}
      </button>
      <button
        type="button"
        aria-current={view.at === "queue" ? "page" : undefined}
        onClick={() => onChange({ at: "queue" })}
      >
        {text("pane.queue")}
        {toApprove.length > 0 && (
          <span className="count attention">
            {toApprove.length}
            <span className="visually-hidden">{text("queue.approve")}</span>
          </span>
        )}
      </button>
      {me.isLead && (
        <Button
          appearance="subtle"
          size="small"
          icon={<OpenRegular />}
          className="views-reports"
          onClick={() => {
            const address = new URL("dashboard.html", location.href).href;
            if (outlook) outlook.openInBrowser(address);
            else location.assign(address);
          }}
        >
          {text("pane.reports")}
        </Button>
      )}
    </nav>
  );
}

/** What is owed, on either side. */
function isListed({ at }: View): boolean {
  return at === "waitingFor" || at === "commitment" || at === "owed" || at === "promise";
}

/** Who owes: the others, or the user. */
function Sides({ view, onChange }: Omit<InView, "me">) {
  const text = useText();
  return (
    <fieldset className="sides">
      <legend className="visually-hidden">{text("owed.sides")}</legend>
      {(["waitingFor", "owed"] as const).map((at) => (
        <ToggleButton
          key={at}
          size="small"
          checked={view.at === at}
          appearance={view.at === at ? "primary" : "secondary"}
          onClick={() => onChange({ at })}
        >
          {text(at === "owed" ? "owed.byUs" : "owed.toUs")}
        </ToggleButton>
      ))}
    </fieldset>
  );
}

function Content({ view, me, onChange }: InView) {
  switch (view.at) {
    case "mail":
      return <BesideMail me={me} />;
    case "waitingFor":
      return (
        <>
          <Sides view={view} onChange={onChange} />
          <WaitingFor zone={me.zone} onOpen={(commitment) => onChange({ at: "commitment", commitment })} />
        </>
      );
    case "owed":
      return (
        <>
          <Sides view={view} onChange={onChange} />
          <OwedByUs onOpen={(promise) => onChange({ at: "promise", promise })} />
        </>
      );
    case "queue":
      return (
        <Suspense fallback={<Waiting lines={8} />}>
          <Queue zone={me.zone} />
        </Suspense>
      );
    case "commitment":
      return (
        <FromTheList mail={view.commitment.messageId} onBack={() => onChange({ at: "waitingFor" })}>
          <header className="stack tight request">
            <p className="overline">{view.commitment.subject}</p>
            <h1 className="heading">{view.commitment.ask || view.commitment.subject}</h1>
          </header>
          <CommitmentCard commitment={view.commitment} zone={me.zone} isAlone />
        </FromTheList>
      );
    case "promise":
      return (
        <FromTheList mail={view.promise.messageId} onBack={() => onChange({ at: "owed" })}>
          <header className="stack tight request">
            <h1 className="overline">{view.promise.subject}</h1>
          </header>
          <FreshPromise promise={view.promise} zone={me.zone} />
        </FromTheList>
      );
  }
}

function BesideMail({ me }: { me: Me }) {
  const text = useText();
  const item = useOpenItem();
  switch (item.kind) {
    case "mail":
      return (
        <OpenedMail
          key={item.messageId}
          messageId={item.messageId}
          conversationId={item.conversationId}
          zone={me.zone}
        />
      );
    case "nothing":
      return (
        <Empty isPage icon={<MailRegular />} title={text("mail.none")}>
          {text("mail.noneHow")}
        </Empty>
      );
    case "draft":
      return (
        <Empty isPage icon={<EditRegular />} title={text("mail.draft")}>
          {text("mail.draftHow")}
        </Empty>
      );
    case "appointment":
      return (
        <Empty isPage icon={<CalendarRegular />} title={text("mail.appointment")}>
          {text("mail.appointmentHow")}
        </Empty>
      );
  }
}

function FromTheList(props: { mail: string; onBack: () => void; children: ReactNode }) {
  const { mail, onBack, children } = props;
  const text = useText();
  const outlook = useOutlook();
  return (
    <>
      <div className="row spread">
        <Button appearance="subtle" size="small" icon={<ArrowLeftRegular />} onClick={onBack}>
          {text("back")}
        </Button>
        {outlook && (
          <Button size="small" icon={<MailRegular />} onClick={() => outlook.openMail(mail)}>
            {text("waitingFor.openMail")}
          </Button>
        )}
      </div>
      {children}
    </>
  );
}

/** Says when the product cannot read the mailbox, and what the user can do about it. */
function MailboxNotice({ me, onSignedIn }: { me: Me; onSignedIn: () => void }) {
  const text = useText();
  const identity = useIdentity();
  switch (me.mailbox) {
    case "ready":
      return null;
    case "away":
      return <Notice intent="warning">{me.mailboxNotice ?? text("mailbox.away")}</Notice>;
    case "needsSignIn":
      return (
        <Notice
          intent="warning"
          title={text("mailbox.needsSignIn")}
          action={
            <Button size="small" onClick={() => void identity.signIn().then(onSignedIn, () => undefined)}>
              {text("signIn.do")}
            </Button>
          }
        >
          {me.mailboxNotice}
        </Notice>
      );
  }
}
