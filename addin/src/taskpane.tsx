import { createRoot } from "react-dom/client";
import { TaskPane } from "./commitments/TaskPane";
import { createIdentity } from "./identity/signIn";
import { startOutlook } from "./office/outlook";
import { loadTexts } from "./texts/text";
import { Page } from "./ui/Page";

const root = document.getElementById("root");
if (root) {
  const outlook = await startOutlook();
  const { texts, locale } = await loadTexts(outlook?.language ?? navigator.language);
  createRoot(root).render(
    <Page outlook={outlook} identity={createIdentity()} texts={texts} locale={locale}>
      <TaskPane />
    </Page>,
  );
}
