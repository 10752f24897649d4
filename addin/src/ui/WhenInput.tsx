import { Field, Input } from "@fluentui/react-components";
import type { Zone } from "../api/types";
import { useLanguage } from "./Language";

/** A day and a time by the user's clock, either of which may still be missing. */
export type When = { day: string; time: string };

/** Native pickers: they know the user's locale, keyboard and phone better than any we could bring. */
export function WhenInput(props: {
  value: When;
  zone: Zone;
  error?: string;
  onChange: (when: When) => void;
}) {
  const { value, zone, error, onChange } = props;
  const { text, zoneName } = useLanguage();
  return (
    <div className="when">
      <Field
        label={text("when.day")}
        {...(error ? { validationState: "error", validationMessage: error } : {})}
      >
        <Input type="date" value={value.day} onChange={(_, { value: day }) => onChange({ ...value, day })} />
      </Field>
      <Field label={text("when.time")} hint={zoneName(zone)}>
        <Input
          type="time"
          value={value.time}
          onChange={(_, { value: time }) => onChange({ ...value, time })}
        />
      </Field>
    </div>
  );
}
