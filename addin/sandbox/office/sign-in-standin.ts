import { personOfAddress, signInAs } from "./signIn";

/** Put in the head of a page that stands alone, such as the dashboard: signs in whom its address names. */
const person = personOfAddress();
if (person) window.nestedAppAuthBridge = signInAs(person);
