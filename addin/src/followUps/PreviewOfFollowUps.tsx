import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext";
import type { Preview, TagBody, Zone } from "../api/types";
import { BothTimes } from "../ui/BothTimes";
import { useLanguage } from "../ui/Language";
import { useSettled } from "../ui/useSettled";
import { PlannedMail } from "./PlannedMail";

/** What tagging the mail would send, asked once the form rests. Nothing is stored by asking. */
export function usePreview(body: TagBody) {
  const api = useApi();
  const settled = useSettled(JSON.stringify(body), 500);
  const asked = JSON.parse(settled) as TagBody;
  return useQuery({
    queryKey: ["preview", settled],
    queryFn: ({ signal }) => api.preview(asked, signal),
    enabled: asked.deadline.at !== null && asked.contacts.length > 0 && asked.ask !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function PreviewOfFollowUps({ preview, zone }: { preview: UseQueryResult<Preview>; zone: Zone }) {
  const { text, zoneName } = useLanguage();
  return (
    <section className="preview" aria-labelledby="preview-heading" aria-busy={preview.isFetching}>
      <h2 id="preview-heading" className="overline">
        {text("preview.title")}
      </h2>
      {preview.data && preview.isEnabled ? (
        preview.data.perContact.map(({ contact, zone: theirZone, zoneSource, followUps }) => (
          <div key={contact.address} className="stack tight">
            <h3 className="subheading">{contact.name}</h3>
            <p className="muted small">{`${zoneName(theirZone)} · ${zoneSource}`}</p>
            {followUps.length === 0 && <p>{text("preview.nothing")}</p>}
            <ol className="stack">
              {followUps.map((planned) => (
                <li key={planned.moment.at} className="stack tight">
                  <BothTimes moment={planned.moment} yourZone={zone} />
                  <PlannedMail planned={planned} />
                </li>
              ))}
            </ol>
          </div>
        ))
      ) : (
        <p className="muted">{text("preview.missing")}</p>
      )}
      <p className="muted small">{text("preview.stops")}</p>
    </section>
  );
}
