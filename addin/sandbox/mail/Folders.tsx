import {
  ArchiveRegular,
  DeleteRegular,
  DocumentEditRegular,
  FolderRegular,
  MailInboxRegular,
  MailProhibitedRegular,
  MailReadRegular,
  SendRegular,
} from "@fluentui/react-icons";
import type { ComponentType } from "react";
import type { Folder } from "../tenant/message";

/** Outlook's own folders in the order people expect; the others follow by name. */
const KNOWN: Record<string, ComponentType<{ "aria-hidden": "true" }>> = {
  Inbox: MailInboxRegular,
  Drafts: DocumentEditRegular,
  "Sent Items": SendRegular,
  Archive: ArchiveRegular,
  "Deleted Items": DeleteRegular,
  "Junk Email": MailProhibitedRegular,
  Outbox: MailReadRegular,
};

export function inOrder(folders: readonly Folder[]): Folder[] {
  const names = Object.keys(KNOWN);
  const place = (folder: Folder) =>
    (names.indexOf(folder.displayName) + names.length + 1) % (names.length + 1);
  return [...folders]
    .filter((folder) => folder.displayName !== "Outbox" || folder.totalItemCount > 0)
    .sort((a, b) => place(a) - place(b) || a.displayName.localeCompare(b.displayName));
}

export function FolderIcon({ name }: { name: string }) {
  const Icon = KNOWN[name] ?? FolderRegular;
  return <Icon aria-hidden="true" />;
}

export function Folders(props: {
  folders: readonly Folder[];
  chosen: string;
  choose: (folder: Folder) => void;
}) {
  return (
    <ul className="folders">
      {inOrder(props.folders).map((folder) => {
        // A draft is never unread: its folder counts what is in it.
        const count = folder.displayName === "Drafts" ? folder.totalItemCount : folder.unreadItemCount;
        return (
          <li key={folder.id}>
            <button
              type="button"
              aria-current={folder.id === props.chosen ? "page" : undefined}
              className={count > 0 ? "has-news" : ""}
              onClick={() => props.choose(folder)}
            >
              <FolderIcon name={folder.displayName} />
              <span>{folder.displayName}</span>
              {count > 0 && (
                <b>
                  {count}
                  <span className="unseen">{folder.displayName === "Drafts" ? " drafts" : " unread"}</span>
                </b>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
