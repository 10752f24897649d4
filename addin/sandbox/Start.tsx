import { useEffect, useMemo, useState } from "react";
import { Outlook } from "./Outlook";
import { Mailbox } from "./tenant/graph";
import { LookingContext, usePeople } from "./tenant/queries";

/** Chooses the person of the address, of last time, or the first; then shows their Outlook. */
export function Start() {
  const people = usePeople();
  const [wanted, setWanted] = useState(
    () => new URLSearchParams(location.search).get("user") ?? localStorage.getItem("person"),
  );
  const person =
    people.data?.find(({ id, mail }) => id === wanted || mail.toLowerCase() === wanted?.toLowerCase()) ??
    people.data?.find(({ isOutside }) => !isOutside) ??
    people.data?.[0];
  const looking = useMemo(() => person && { person, mailbox: new Mailbox(person.id) }, [person]);

  useEffect(() => {
    if (!person) return;
    localStorage.setItem("person", person.id);
    document.title = `Mail – ${person.displayName}`;
  }, [person]);

  if (!looking || !people.data)
    return (
      <main className="starting">
        <span className="spinner" aria-hidden="true" />
        <output>
          {people.isError
            ? `The sandbox does not answer yet (${people.error.message}). This page keeps asking.`
            : "The sandbox is moving its people in…"}
        </output>
      </main>
    );
  return (
    <LookingContext value={looking}>
      <Outlook key={looking.person.id} people={people.data} choosePerson={(next) => setWanted(next.id)} />
    </LookingContext>
  );
}
