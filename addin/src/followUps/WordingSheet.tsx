import { Button } from "@fluentui/react-components";
import { useId } from "react";
import { Sheet } from "../calendars/Sheet";
import { useLanguage } from "../ui/Language";
import { Failed, Notice } from "../ui/Notice";
import { useRevokeLinks } from "./wording";
import { Wording } from "./WordingForm";

type Props = {
  contact: { name: string; address: string };
  /** Whose links can be taken back here. */
  commitment: string;
  onClose: () => void;
};

/** How the mails to a contact are worded, with the mail beside it as it would go out. */
export function WordingSheet({ contact, commitment, onClose }: Props) {
  const { text } = useLanguage();
  return (
    <Sheet title={text("wording.title", { who: contact.name })} onClose={onClose}>
      <Wording scope={{ of: "contact", address: contact.address }} />
      <Links contact={contact} commitment={commitment} />
    </Sheet>
  );
}

/** The ways in that were mailed so far, and how to close them. */
function Links({ contact, commitment }: { contact: { name: string }; commitment: string }) {
  const { text } = useLanguage();
  const revoke = useRevokeLinks(commitment);
  const heading = useId();
  return (
    <section className="stack tight" aria-labelledby={heading}>
      <h3 id={heading} className="subheading">
        {text("links.title")}
      </h3>
      <p className="small">{text("links.what", { who: contact.name })}</p>
      {revoke.error && <Failed failure={revoke.error} />}
      {revoke.isSuccess ? (
        <output>
          <Notice intent="success">{text("links.revoked")}</Notice>
        </output>
      ) : (
        <div>
          <Button size="small" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
            {text("links.revoke")}
          </Button>
        </div>
      )}
    </section>
  );
}
