import { answer, atMost, OfficeFailure, type Callback, type OptionsOrCallback } from "./calls";
import type { Notice, OutlookHost } from "./host";

type Notifications = Pick<
  Office.NotificationMessages,
  "addAsync" | "getAllAsync" | "removeAsync" | "replaceAsync"
>;
type Details = Office.NotificationMessageDetails;

const MOST_PER_ITEM = 5;

const KINDS: Record<string, Notice["kind"]> = {
  progressIndicator: "progress",
  informationalMessage: "information",
  errorMessage: "error",
};

/** The bars above a mail's text, kept for each mail as long as the pane lives. */
export class NotificationBars {
  private readonly bars = new Map<string, Details[]>();

  constructor(private readonly host: OutlookHost) {}

  of(item: string): Notifications {
    const shown = () => this.bars.get(item) ?? [];
    const show = (details: Details[]) => {
      this.bars.set(item, details);
      this.host.showNotices(
        item,
        details.map(({ key = "", type, message }) => ({
          key,
          kind: KINDS[type] ?? "information",
          words: message,
        })),
      );
    };
    return {
      addAsync(key: string, details: Details, options?: OptionsOrCallback<void>, callback?: Callback<void>) {
        check(key, details);
        answer(options, callback, () => {
          if (shown().some((bar) => bar.key === key))
            throw new OfficeFailure(
              "NotificationKeyExists",
              `A notification with the key "${key}" exists already.`,
            );
          if (shown().length >= MOST_PER_ITEM)
            throw new OfficeFailure(
              "NumberOfNotificationMessagesExceeded",
              `A mail has at most ${MOST_PER_ITEM} notifications.`,
            );
          show([...shown(), { ...details, key }]);
        });
      },
      replaceAsync(
        key: string,
        details: Details,
        options?: OptionsOrCallback<void>,
        callback?: Callback<void>,
      ) {
        check(key, details);
        answer(options, callback, () => {
          mustExist(shown(), key);
          show(shown().map((bar) => (bar.key === key ? { ...details, key } : bar)));
        });
      },
      removeAsync(key: string, options?: OptionsOrCallback<void>, callback?: Callback<void>) {
        answer(options, callback, () => {
          mustExist(shown(), key);
          show(shown().filter((bar) => bar.key !== key));
        });
      },
      getAllAsync(options?: OptionsOrCallback<Details[]>, callback?: Callback<Details[]>) {
        answer(options, callback, shown);
      },
    };
  }
}

function check(key: string, details: Details) {
  atMost(32, key, "key");
  atMost(150, details.message, "message");
  if (!(details.type in KINDS))
    throw new TypeError(`In a mail that is read, a notification cannot be of the type "${details.type}".`);
  const isInformation = details.type === "informationalMessage";
  if (isInformation !== (details.icon !== undefined && details.persistent !== undefined))
    throw new TypeError('"icon" and "persistent" belong to an informationalMessage, which needs both.');
}

function mustExist(bars: readonly Details[], key: string) {
  if (!bars.some((bar) => bar.key === key))
    throw new OfficeFailure("NotificationKeyNotFound", `There is no notification with the key "${key}".`);
}
