import { ApiError } from "../../api/errors";
import { ButtonLink } from "../../ui/Button";
import { Empty, Trouble } from "../../ui/Notice";
import { useWords } from "../../words";
import { BookReader } from "./BookReader";
import { Frame, Opening } from "./Frame";
import { useOwn } from "./useBook";

/** A book of one's own, over the whole window. */
export default function Reader({ id }: { id: string }) {
  return <Own key={id} id={id} />;
}

function Own({ id }: { id: string }) {
  const words = useWords();
  const { book, error, renew } = useOwn(id);
  const back = { href: `/books/${id}`, label: words.reader.back };
  if (book) return <BookReader book={book} place={id} back={back} renew={renew} story={id} />;
  if (!error) return <Opening back={back} />;
  const unknown = error instanceof ApiError && (error.status === 404 || error.status === 422);
  return (
    <Frame back={{ href: "/library", label: words.reader.toLibrary }} title={words.studio}>
      {unknown ? (
        <Empty title={words.reader.noBook}>
          <p>{words.reader.noBookWhy}</p>
          <ButtonLink href="/library">{words.reader.toLibrary}</ButtonLink>
        </Empty>
      ) : (
        <Trouble error={error} retry={() => void renew().catch(() => undefined)} />
      )}
    </Frame>
  );
}
