import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { api } from "../../api/client";
import { failureOf } from "../../api/errors";
import { PICTURES, type Story } from "../../api/story";
import { Icon } from "../../ui/Icon";
import { Trouble } from "../../ui/Notice";
import { useLanguage, useWords } from "../../words";

/** Everything of a book that can be kept, with its size. */
export function Downloads({ story }: { story: Story }) {
  const words = useWords();
  const { pdf, epub, audio, ...others } = story.asset_generation_status.assets;
  const pictures = PICTURES.map((name) => others[name]).filter((one) => one?.url);
  const files = [
    { name: "pdf", url: pdf?.url, size: pdf?.size },
    { name: "print", url: pdf?.print?.url, size: pdf?.print?.size },
    { name: "epub", url: epub?.url, size: epub?.size },
    { name: "audio", url: audio?.url, size: audio?.size },
  ] as const;
  if (!pictures.length && files.every((one) => !one.url)) return null;
  return (
    <section aria-labelledby="downloads">
      <h2 id="downloads">{words.book.downloads.title}</h2>
      <ul className="downloads">
        {files.map(
          ({ name, url, size }) =>
            url && (
              <li key={name}>
                <a className="button button-plain" href={url} download>
                  <File what={words.book.downloads[name]} size={size} />
                </a>
              </li>
            ),
        )}
        {pictures.length > 0 && (
          <li>
            <AllPictures
              story={story}
              size={pictures.reduce((sum, one) => sum + (one?.size ?? 0), 0)}
            />
          </li>
        )}
      </ul>
    </section>
  );
}

function File({ what, size }: { what: ReactNode; size?: number | null | undefined }) {
  const { language } = useLanguage();
  return (
    <>
      <Icon name="down" />
      <span>
        {what}
        {size ? <span className="soft"> {bytes(size, language)}</span> : null}
      </span>
    </>
  );
}

/** They are packed while they are sent, to whoever is signed in: a link cannot say who that is. */
function AllPictures({ story, size }: { story: Story; size: number }) {
  const words = useWords();
  const pack = useMutation({
    mutationFn: async () => {
      const { data, error, response } = await api.GET("/api/v1/stories/{story_id}/pictures.zip", {
        params: { path: { story_id: story.id } },
        parseAs: "blob",
      });
      if (error !== undefined || data === undefined) throw failureOf(response, error);
      save(data as unknown as Blob, `${story.title} - ${words.book.downloads.file}.zip`);
    },
  });
  return (
    <>
      <button
        type="button"
        className="button button-plain"
        aria-disabled={pack.isPending || undefined}
        aria-busy={pack.isPending || undefined}
        onClick={() => !pack.isPending && pack.mutate()}
      >
        <File what={words.book.downloads.pictures} size={size} />
      </button>
      {pack.error && <Trouble error={pack.error} />}
    </>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name.replace(/[\\/:*?"<>|%]/g, " ");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser has taken it by then
}

export function bytes(size: number, language: string): string {
  const [amount, unit] = size < 1e6 ? [size / 1e3, "kilobyte"] : [size / 1e6, "megabyte"];
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    maximumFractionDigits: amount < 10 ? 1 : 0,
  }).format(amount);
}
