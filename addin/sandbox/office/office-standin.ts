import type { OutlookHost } from "./host";
import { office } from "./office";
import { personOfAddress, signInAs } from "./signIn";

/** Put in the place of office.js in the task pane's page; the page around it is the Outlook it stands in for. */
function outlookAround(): OutlookHost | undefined {
  try {
    return window.parent === window ? undefined : window.parent.outlookHost;
  } catch {
    return undefined; // a page of another origin is not ours
  }
}

const host = outlookAround();
const person = host?.person.id ?? personOfAddress();
if (person) window.nestedAppAuthBridge = signInAs(person);
Object.assign(window, { Office: office(host) });
