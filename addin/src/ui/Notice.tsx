import { Button, MessageBar, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { Problem } from "../api/client";
import { useIdentity } from "../identity/IdentityContext";
import { SignInNeeded } from "../identity/signIn";
import { useText } from "./Language";

type Intent = "info" | "success" | "warning" | "error";

export function Notice(props: { intent: Intent; title?: string; children?: ReactNode; action?: ReactNode }) {
  const { intent, title, children, action } = props;
  return (
    <MessageBar intent={intent} layout="multiline" politeness="polite" className="notice">
      <MessageBarBody>
        {title && <MessageBarTitle>{title}</MessageBarTitle>} {children}
        {action && <div className="notice-action">{action}</div>}
      </MessageBarBody>
    </MessageBar>
  );
}

/** What went wrong, in the server's words where it has some, and the way on. */
export function Failed({ failure, retry }: { failure: unknown; retry?: () => void }) {
  const text = useText();
  if (failure instanceof SignInNeeded || (failure instanceof Problem && failure.status === 401))
    return <SignInFirst retry={retry} />;

  const words = wordsFor(failure);
  return (
    <Notice
      intent="error"
      title={words?.title ?? text("failed.title")}
      action={
        retry && (
          <Button size="small" onClick={retry}>
            {text("failed.retry")}
          </Button>
        )
      }
    >
      {words ? words.detail : text("failed.unreachable")}
    </Notice>
  );
}

/** `null` when the server said nothing that a person could use; of a refused field only the reason is written for them. */
function wordsFor(failure: unknown): { title: string | null; detail: string | null } | null {
  if (!(failure instanceof Problem) || failure.status === 0) return null;
  const isOfFields = Object.keys(failure.fields).length > 0;
  return { title: isOfFields && failure.detail ? null : failure.message, detail: failure.detail };
}

function SignInFirst({ retry }: { retry: (() => void) | undefined }) {
  const text = useText();
  const identity = useIdentity();
  const signIn = async () => {
    await identity.signIn().catch(() => undefined); // closed without signing in: the button stays
    retry?.();
  };
  return (
    <Notice
      intent="info"
      title={text("signIn.title")}
      action={
        <Button appearance="primary" size="small" onClick={() => void signIn()}>
          {text("signIn.do")}
        </Button>
      }
    >
      {text("signIn.why")}
    </Notice>
  );
}

/** Grey shapes where text will be; said once to screen readers. */
export function Waiting({ lines = 4 }: { lines?: number }) {
  const text = useText();
  return (
    <output className="skeleton">
      <span className="visually-hidden">{text("waiting")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="skeleton-line" />
      ))}
    </output>
  );
}

/** Says that there is nothing, and why. As all that a page shows, its title is the page's main heading. */
export function Empty(props: { icon: ReactNode; title: string; isPage?: boolean; children?: ReactNode }) {
  const Title = props.isPage ? "h1" : "h2";
  return (
    <div className="empty">
      <span className="empty-icon" aria-hidden>
        {props.icon}
      </span>
      <Title className="empty-title">{props.title}</Title>
      <div className="muted">{props.children}</div>
    </div>
  );
}
