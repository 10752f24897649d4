import { createRoot } from "react-dom/client";
import { createIdentity } from "./identity/signIn";
import { Dashboard } from "./responsiveness/Dashboard";
import { loadTexts } from "./texts/text";
import { Page } from "./ui/Page";

const root = document.getElementById("root");
if (root) {
  const { texts, locale } = await loadTexts(navigator.language);
  createRoot(root).render(
    <Page outlook={null} identity={createIdentity()} texts={texts} locale={locale}>
      <Dashboard />
    </Page>,
  );
}
