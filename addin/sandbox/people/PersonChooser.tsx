import { ChevronDownRegular, CheckmarkRegular } from "@fluentui/react-icons";
import { useState } from "react";
import type { Person } from "../tenant/sandbox";
import { cityOf, timeOfDay } from "../time/words";
import { Avatar } from "../ui/Avatar";
import { Popover } from "../ui/Popover";
import { byOrganisation } from "./organisations";

/** Whose eyes the page looks through. */
export function PersonChooser(props: {
  people: readonly Person[];
  chosen: Person;
  now: Date | null;
  choose: (person: Person) => void;
}) {
  const { chosen, now } = props;
  return (
    <Popover
      label={`Signed in as ${chosen.displayName}. Change person`}
      className="person-button"
      align="end"
      face={
        <>
          <Avatar name={chosen.displayName} address={chosen.mail} />
          <span className="person-name">
            <strong>{chosen.displayName}</strong>
            <small>{[chosen.department, chosen.companyName].filter(Boolean).join(" · ")}</small>
          </span>
          <ChevronDownRegular aria-hidden="true" />
        </>
      }
    >
      {(close) => (
        <PeopleList
          people={props.people}
          chosen={chosen}
          now={now}
          choose={(person) => {
            props.choose(person);
            close();
          }}
        />
      )}
    </Popover>
  );
}

function PeopleList(props: {
  people: readonly Person[];
  chosen: Person;
  now: Date | null;
  choose: (person: Person) => void;
}) {
  const { now } = props;
  const [wanted, setWanted] = useState("");
  const shown = props.people.filter((person) =>
    `${person.displayName} ${person.mail} ${person.department ?? ""} ${person.companyName ?? ""}`
      .toLowerCase()
      .includes(wanted.trim().toLowerCase()),
  );
  return (
    <div className="people">
      <input
        type="search"
        aria-label="Find a person"
        placeholder="Find a person, a team, a company"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {shown.length === 0 && <p className="hint">Nobody by that name.</p>}
      {byOrganisation(shown).map((organisation) => (
        <section key={organisation.name}>
          <h3>{organisation.name}</h3>
          <ul>
            {organisation.people.map((person) => (
              <li key={person.id}>
                <button
                  type="button"
                  className="person-row"
                  aria-current={person.id === props.chosen.id}
                  onClick={() => props.choose(person)}
                >
                  <Avatar name={person.displayName} address={person.mail} />
                  <span className="person-name">
                    <strong>
                      {person.displayName}
                      {person.roles.map((role) => (
                        <em key={role}>{role}</em>
                      ))}
                    </strong>
                    <small>{[person.department, person.mail].filter(Boolean).join(" · ")}</small>
                  </span>
                  <span className="person-time">
                    {now && <strong>{timeOfDay(now, person.timeZone)}</strong>}
                    <small>{cityOf(person.timeZone)}</small>
                  </span>
                  {person.id === props.chosen.id && <CheckmarkRegular aria-hidden="true" />}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
