import type { ReplyKind } from "../api/types";

/** What a reply can be, the likeliest first. */
export const replyKinds = [
  "delivered",
  "promise",
  "moreTime",
  "acknowledgement",
  "question",
  "blocked",
  "declined",
  "handedOver",
  "courtesy",
  "automaticReply",
  "bounce",
  "other",
] satisfies ReplyKind[];
