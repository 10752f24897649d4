import { Checkbox } from "@fluentui/react-components";
import { useId } from "react";
import type { Recipient } from "../api/types";
import { useLanguage } from "../ui/Language";

type Props = {
  recipients: Recipient[];
  chosen: string[];
  error: string | undefined;
  onChange: (chosen: string[]) => void;
};

/** Who owes an answer, out of the mail's recipients. */
export function ContactsField({ recipients, chosen, error, onChange }: Props) {
  const { text, zoneName } = useLanguage();
  const message = useId();
  return (
    <fieldset className="fields" aria-describedby={error ? message : undefined}>
      <legend>{text("tag.contacts")}</legend>
      {recipients.map(({ person, role, zone, zoneSource, partner }) => (
        <Checkbox
          key={person.address}
          checked={chosen.includes(person.address)}
          aria-invalid={error ? true : undefined}
          onChange={(_, { checked }) =>
            onChange(
              checked ? [...chosen, person.address] : chosen.filter((address) => address !== person.address),
            )
          }
          label={
            <span className="recipient">
              <span>
                {person.name}
                {role === "cc" && <span className="muted small"> · {text("tag.cc")}</span>}
                {partner && <span className="muted small"> · {partner}</span>}
              </span>
              {person.name !== person.address && (
                <span className="muted small recipient-address">{person.address}</span>
              )}
              <span className="muted small">{`${zoneName(zone)} · ${zoneSource}`}</span>
            </span>
          }
        />
      ))}
      {error && (
        <p id={message} role="alert" className="field-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}
