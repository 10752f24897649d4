import { Button } from "@fluentui/react-components";
import { lazy, Suspense, useState } from "react";
import { useText } from "../ui/Language";

const WordingSheet = lazy(() =>
  import("./WordingSheet").then(({ WordingSheet: sheet }) => ({ default: sheet })),
);

type Props = { contact: { name: string; address: string }; commitment: string };

/** Opens how the mails to a contact are worded. */
export function WordingLink({ contact, commitment }: Props) {
  const text = useText();
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Button
        appearance="transparent"
        size="small"
        className="link-button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {text("wording.open")}
      </Button>
      {open && (
        <Suspense>
          <WordingSheet contact={contact} commitment={commitment} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
