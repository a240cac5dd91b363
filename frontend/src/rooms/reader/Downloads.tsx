import { useState } from "react";

import { api, told } from "../../api/client";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { useToast } from "../../ui/Toasts";
import { sentence, useLanguage, useWords } from "../../words";
import type { Book, BookFile } from "./book";

/** The book's files, to keep. */
export function Downloads({ book, story }: { book: Book; story: string | undefined }) {
  const words = useWords();
  const pictures = book.files.filter((file) => file.kind === "cover" || file.kind === "picture");
  const whole = book.files.filter((file) => !pictures.includes(file));
  if (book.files.length === 0) return null;
  return (
    <div className="downloads">
      <h3>{words.reader.downloads}</h3>
      <ul>
        {whole.map((file) => (
          <File key={file.kind} file={file} />
        ))}
      </ul>
      {pictures.length > 0 && (
        <details>
          <summary>{words.reader.pictures}</summary>
          <ul>
            {pictures.map((file) => (
              <File key={`${file.kind}${file.n ?? ""}`} file={file} />
            ))}
          </ul>
        </details>
      )}
      {story && pictures.length > 0 && <AllPictures story={story} title={book.title} />}
    </div>
  );
}

function File({ file }: { file: BookFile }) {
  const words = useWords();
  const { language } = useLanguage();
  const name = file.kind === "picture" ? words.reader.files.picture(file.n) : words.reader.files[file.kind];
  const size = file.size && (file.size / 1e6).toLocaleString(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  return (
    <li>
      <a className="download" href={toKeep(file.url)} download target="_blank" rel="noopener">
        <Icon name="down" />
        <span>{name}</span>
        {size && <small>{words.reader.megabytes(size)}</small>}
      </a>
    </li>
  );
}

/** The address at which our own server says: save it, under the story's title. */
function toKeep(url: string): string {
  const address = new URL(url, location.href);
  if (address.origin === location.origin) address.searchParams.set("download", "");
  return address.href;
}

function AllPictures({ story, title }: { story: string; title: string }) {
  const words = useWords();
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const asked = api.GET("/api/v1/stories/{story_id}/pictures.zip", {
        params: { path: { story_id: story } },
        parseAs: "blob",
      });
      const link = document.createElement("a");
      link.href = URL.createObjectURL((await told(asked)) as unknown as Blob);
      link.download = `${title}.zip`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    } catch (error) {
      say({ text: sentence(words, error), kind: "bad" });
    }
    setBusy(false);
  };
  return (
    <Button busy={busy} onClick={() => void save()}>
      <Icon name="down" />
      {words.reader.allPictures}
    </Button>
  );
}
