import { createContext, useContext, useEffect, useState } from "react";
import type { OpenItem, Outlook } from "./outlook";

const OutlookContext = createContext<Outlook | null>(null);

export const OutlookProvider = OutlookContext.Provider;

/** Outlook around the page; `null` when the page is open on its own. */
export function useOutlook(): Outlook | null {
  return useContext(OutlookContext);
}

/** The item beside the pane, following the selection while the pane is pinned. */
export function useOpenItem(): OpenItem {
  const outlook = useOutlook();
  const [item, setItem] = useState<OpenItem>(() => outlook?.openItem() ?? { kind: "nothing" });
  useEffect(() => outlook?.onOpenItemChanged(() => setItem(outlook.openItem())), [outlook]);
  return item;
}
