import { Button } from "@fluentui/react-components";
import { LockClosedRegular } from "@fluentui/react-icons/svg/lock-closed";
import { PrintRegular } from "@fluentui/react-icons/svg/print";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { Clock, Me, Zone } from "../api/types";
import { useText } from "../ui/Language";
import { Empty, Failed, Waiting } from "../ui/Notice";
import { useMe } from "../ui/useMe";
import { ComparisonPage } from "./ComparisonPage";
import { ContactPage } from "./ContactPage";
import { Overview } from "./Overview";
import { RequestPage, RequestsPage } from "./Requests";
import { addressOf, useRoute, type Route } from "./route";
import "../commitments/commitments.css";
import "./responsiveness.css";

const Queue = lazy(() => import("../followUps/Queue").then((module) => ({ default: module.Queue })));
const FollowUpsPage = lazy(() =>
  import("../followUps/FollowUpsPage").then((module) => ({ default: module.FollowUpsPage })),
);
const WordingPage = lazy(() =>
  import("../followUps/WordingPage").then((module) => ({ default: module.WordingPage })),
);

/** The whole page: for a lead how responsive partners are and what holds for everybody, for anybody what goes out next. */
export function Dashboard() {
  const text = useText();
  const me = useMe();
  const route = useRoute();
  const [clock, setClock] = useState<Clock>("working");
  return (
    <div className="dashboard">
      <header className="bar">
        <a className="brand" href={addressOf({ at: "overview" })}>
          <img src="icons/icon-32.png" alt="" width={24} height={24} /> MailCommitments
        </a>
        {me.data && <Places me={me.data} route={route} />}
        {me.data?.isLead && isReport(route) && (
          <div className="row no-print">
            <ClockSwitch clock={clock} onChange={setClock} />
            <Button appearance="subtle" icon={<PrintRegular />} onClick={() => print()}>
              {text("dashboard.print")}
            </Button>
          </div>
        )}
      </header>
      <main className="report">
        {me.isPending ? (
          <Waiting lines={12} />
        ) : me.error && !me.data ? (
          <Failed failure={me.error} retry={() => void me.refetch()} />
        ) : me.data.isLead || route.at === "goingOut" ? (
          <Place route={route} clock={clock} zone={me.data.zone} />
        ) : (
          <Empty isPage icon={<LockClosedRegular />} title={text("dashboard.leadsOnly")}>
            {text("dashboard.leadsOnlyHow")}
          </Empty>
        )}
      </main>
    </div>
  );
}

/** The ways to the other pages. */
function Places({ me, route }: { me: Me; route: Route }) {
  const text = useText();
  const places = me.isLead
    ? (["overview", "goingOut", "followUps", "wording"] as const)
    : (["overview", "goingOut"] as const);
  return (
    <nav className="places no-print" aria-label={text("dashboard.pages")}>
      {places.map((at) => (
        <a
          key={at}
          href={addressOf({ at })}
          aria-current={route.at === at || (at === "overview" && isReport(route)) ? "page" : undefined}
        >
          {text(names[at])}
        </a>
      ))}
    </nav>
  );
}

const names = {
  overview: "pane.reports",
  goingOut: "pane.queue",
  followUps: "rules.page",
  wording: "wording.page",
} as const;

function isReport({ at }: Route): boolean {
  return at !== "goingOut" && at !== "followUps" && at !== "wording";
}

function Place({ route, clock, zone }: { route: Route; clock: Clock; zone: Zone }) {
  const text = useText();
  const place = useRef<HTMLDivElement>(null);
  const address = addressOf(route).split("?")[0];
  const first = useRef(address);
  // A link moved the reader to another page: what is read next begins there.
  useEffect(() => {
    if (first.current !== address) place.current?.focus();
    first.current = address;
  }, [address]);
  return (
    <div ref={place} tabIndex={-1} className="place">
      {route.at !== "overview" && isReport(route) && (
        <nav className="no-print" aria-label={text("dashboard.path")}>
          <a href={addressOf({ at: "overview" })}>{`← ${text("overview.title")}`}</a>
        </nav>
      )}
      <Suspense fallback={<Waiting lines={12} />}>
        <PageAt route={route} clock={clock} zone={zone} />
      </Suspense>
    </div>
  );
}

function PageAt({ route, clock, zone }: { route: Route; clock: Clock; zone: Zone }) {
  switch (route.at) {
    case "overview":
      return <Overview clock={clock} zone={zone} />;
    case "contact":
      return <ContactPage key={route.id} id={route.id} clock={clock} zone={zone} />;
    case "requests":
      return <RequestsPage slice={route.slice} zone={zone} />;
    case "request":
      return <RequestPage id={route.id} zone={zone} />;
    case "goingOut":
      return <Queue zone={zone} isPage />;
    case "followUps":
      return <FollowUpsPage zone={zone} />;
    case "wording":
      return <WordingPage />;
    case "comparison":
      return <ComparisonPage asked={route} clock={clock} />;
  }
}

/** The clock that every duration on the page is measured with. */
function ClockSwitch({ clock, onChange }: { clock: Clock; onChange: (clock: Clock) => void }) {
  const text = useText();
  return (
    <fieldset className="switch">
      <legend className="visually-hidden">{text("clock.title")}</legend>
      {(["working", "clock"] satisfies Clock[]).map((each) => (
        <label key={each}>
          <input type="radio" name="clock" checked={clock === each} onChange={() => onChange(each)} />
          {text(`clock.${each}`)}
        </label>
      ))}
    </fieldset>
  );
}
