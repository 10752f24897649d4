import type { UseQueryResult } from "@tanstack/react-query";
import type { LetterPreview as Letter } from "../api/types";
import { useText } from "../ui/Language";

import { Failed, Waiting } from "../ui/Notice";

/** A mail as it would go out; read aloud when it changes. */
export function LetterPreview({ preview }: { preview: UseQueryResult<Letter> }) {
  const text = useText();
  if (preview.isPending) return <Waiting lines={6} />;
  if (preview.error) return <Failed failure={preview.error} />;
  return (
    <>
      <div className="mail-text" aria-live="polite" aria-busy={preview.isPlaceholderData}>
        {preview.data.text}
      </div>
      <p className="muted small">{text("wording.words", { count: preview.data.words })}</p>
    </>
  );
}
