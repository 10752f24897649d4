import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useStory } from "./tenant/queries";

/** Says how far the demo's twelve weeks have been lived through; mail keeps arriving meanwhile. */
export function StoryBanner() {
  const story = useStory().data;
  const queries = useQueryClient();
  const isTold = story?.running ?? false;
  const done = story?.done ?? 0;
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ["clock"] });
  }, [queries, isTold, done]);
  if (!story || !isTold) return null;
  const share = story.total > 0 ? Math.round((100 * story.done) / story.total) : 0;
  return (
    <output className="story">
      <span>
        <strong>Twelve weeks are being lived through.</strong> {story.words}
      </span>
      <progress value={story.done} max={Math.max(1, story.total)} aria-label="Demo story" />
      <span className="share">{share} %</span>
    </output>
  );
}
