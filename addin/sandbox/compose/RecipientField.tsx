/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus -- the combobox pattern of ARIA: the
   focus stays in the field, which names the active option */
import { DismissRegular } from "@fluentui/react-icons";
import { useId, useState, type KeyboardEvent } from "react";
import type { Address, Recipient } from "../tenant/message";
import { Avatar } from "../ui/Avatar";
import { recipientOf, suggestions } from "./writing";

/** Recipients as pills with suggestions while typing; an address of anybody can be typed too. */
export function RecipientField(props: {
  label: string;
  recipients: readonly Recipient[];
  known: readonly Address[];
  change: (recipients: Recipient[]) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const [wrong, setWrong] = useState(false);
  const found = suggestions(typed, props.known, props.recipients);

  const add = (recipient: Recipient) => {
    props.change([...props.recipients, recipient]);
    setTyped("");
    setActive(0);
    setWrong(false);
  };
  const take = () => {
    const chosen = found[active];
    const recipient = recipientOf(typed) ?? (chosen ? { emailAddress: chosen } : null);
    if (recipient) add(recipient);
    else setWrong(typed.trim() !== "");
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      setActive((now) => Math.max(0, Math.min(found.length - 1, now + by)));
    } else if ((event.key === "Enter" || event.key === "," || event.key === ";") && typed.trim()) {
      event.preventDefault();
      take();
    } else if (event.key === "Escape" && typed) {
      event.stopPropagation();
      setTyped("");
    } else if (event.key === "Backspace" && !typed) {
      props.change(props.recipients.slice(0, -1));
    }
  };

  return (
    <div className="recipient-field">
      <label htmlFor={`${id}-input`}>{props.label}</label>
      <div className="pills">
        {props.recipients.map(({ emailAddress: { name, address } }) => (
          <span key={address} className="pill" title={address}>
            <Avatar name={name} address={address} size={20} />
            {name || address}
            <button
              type="button"
              aria-label={`Remove ${name || address}`}
              onClick={() =>
                props.change(props.recipients.filter((other) => other.emailAddress.address !== address))
              }
            >
              <DismissRegular aria-hidden="true" />
            </button>
          </span>
        ))}
        <input
          id={`${id}-input`}
          role="combobox"
          autoComplete="off"
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
          aria-invalid={wrong}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
            setWrong(false);
          }}
          onKeyDown={press}
          onBlur={take}
        />
      </div>
      {wrong && (
        <p id={`${id}-wrong`} className="field-error">
          “{typed}” is not an address. Write it as name@company.com.
        </p>
      )}
      {found.length > 0 && (
        <div id={`${id}-list`} role="listbox" aria-label="Suggestions" className="suggestions">
          {found.map((person, at) => (
            <div
              key={person.address}
              id={`${id}-${at}`}
              role="option"
              aria-selected={at === active}
              onMouseDown={(event) => {
                event.preventDefault();
                add({ emailAddress: person });
              }}
            >
              <Avatar name={person.name} address={person.address} size={28} />
              <span className="person-name">
                <strong>{person.name}</strong>
                <small>{person.address}</small>
              </span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
