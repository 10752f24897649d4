import { Field, Select } from "@fluentui/react-components";
import { useState } from "react";
import { useText } from "../ui/Language";
import { Failed } from "../ui/Notice";
import { LetterEditor } from "./LetterEditor";
import { nameOf, usePartners } from "./policies";
import { Wording } from "./WordingForm";
import "../commitments/commitments.css";
import "./followUps.css";

/** What a lead sets about the mails for more than one contact: their texts, and how they are worded. */
export function WordingPage() {
  const text = useText();
  return (
    <>
      <h1 className="page-title">{text("wording.page")}</h1>
      <section className="card stack" aria-labelledby="wording-of">
        <h2 id="wording-of" className="heading">
          {text("wording.of")}
        </h2>
        <p className="muted">{text("wording.what")}</p>
        <WordingOfMany />
      </section>
      <section className="card stack" aria-labelledby="letters">
        <h2 id="letters" className="heading">
          {text("letters.title")}
        </h2>
        <p className="muted">{text("letters.what")}</p>
        <LetterEditor />
      </section>
    </>
  );
}

function WordingOfMany() {
  const text = useText();
  const partners = usePartners();
  const [domain, setDomain] = useState("");
  return (
    <>
      {partners.error && <Failed failure={partners.error} retry={() => void partners.refetch()} />}
      <Field label={text("wording.for")}>
        <Select value={domain} onChange={(_, { value }) => setDomain(value)}>
          <option value="">{text("wording.everybody")}</option>
          {partners.data?.map((partner) => (
            <option key={partner.domain} value={partner.domain}>
              {nameOf(partner)}
            </option>
          ))}
        </Select>
      </Field>
      <Wording key={domain} scope={domain === "" ? { of: "everybody" } : { of: "partner", domain }} />
    </>
  );
}
