import { useSyncExternalStore } from "react";
import type { GroupBy } from "../api/types";
import type { Slice } from "./queries";

/** Where in the dashboard the reader is; kept in the address, so that it can be sent and gone back to. */
export type Route =
  | { at: "overview" }
  | { at: "contact"; id: string }
  | { at: "requests"; slice: Slice }
  | { at: "request"; id: string }
  | { at: "goingOut" }
  | { at: "followUps" }
  | { at: "wording" }
  | { at: "comparison"; partner: string; by: GroupBy; first: string; second: string };

export function addressOf(route: Route): string {
  switch (route.at) {
    case "overview":
      return "#/";
    case "contact":
      return `#/contacts/${encodeURIComponent(route.id)}`;
    case "requests":
      return `#/requests?${new URLSearchParams(Object.entries(route.slice).map(([name, value]) => [name, String(value)])).toString()}`;
    case "request":
      return `#/requests/${encodeURIComponent(route.id)}`;
    case "goingOut":
      return "#/going-out";
    case "followUps":
      return "#/follow-ups";
    case "wording":
      return "#/wording";
    case "comparison": {
      const { by, first, second } = route;
      return `#/partners/${encodeURIComponent(route.partner)}/comparison?${new URLSearchParams({ by, first, second }).toString()}`;
    }
  }
}

export function routeOf(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?");
  const [, place, id] = path.split("/").map(decodeURIComponent);
  const asked = new URLSearchParams(query);
  if (place === "contacts" && id) return { at: "contact", id };
  if (place === "requests" && id) return { at: "request", id };
  if (place === "going-out") return { at: "goingOut" };
  if (place === "follow-ups") return { at: "followUps" };
  if (place === "wording") return { at: "wording" };
  if (place === "requests") return { at: "requests", slice: sliceOf(asked) };
  if (place === "partners" && id)
    return {
      at: "comparison",
      partner: id,
      by: asked.get("by") === "site" ? "site" : "team",
      first: asked.get("first") ?? "",
      second: asked.get("second") ?? "",
    };
  return { at: "overview" };
}

function sliceOf(asked: URLSearchParams): Slice {
  const contact = asked.get("contact");
  const partner = asked.get("partner");
  const slice: Slice = { ...(contact ? { contact } : {}), ...(partner ? { partner } : {}) };
  for (const trait of ["answered", "open", "overdue", "slipped", "onTime"] as const) {
    const value = asked.get(trait);
    if (value !== null) slice[trait] = value === "true";
  }
  return slice;
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (changed) => {
      addEventListener("hashchange", changed);
      return () => removeEventListener("hashchange", changed);
    },
    () => location.hash,
  );
  return routeOf(hash);
}
