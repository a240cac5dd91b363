import { ApiError } from "../../api/errors";
import { ButtonLink } from "../../ui/Button";
import { Empty, Trouble } from "../../ui/Notice";
import { useWords } from "../../words";
import { BookReader } from "./BookReader";
import { Frame, Opening } from "./Frame";
import { useShared } from "./useBook";

const TELLING = 8; // letters of the link that tell books apart and open none

/** A book that somebody shared by a private link, for whoever has it. */
export default function Shared({ token }: { token: string }) {
  return <Open key={token} token={token} />;
}

function Open({ token }: { token: string }) {
  const words = useWords();
  const { book, error, renew } = useShared(token);
  const back = { href: "/", label: words.reader.home };
  if (book) return <BookReader book={book} place={`s-${token.slice(0, TELLING)}`} back={back} renew={renew} />;
  if (!error) return <Opening back={back} />;
  return (
    <Frame back={back} title={words.studio}>
      {error instanceof ApiError && error.status === 404 ? (
        <Empty title={words.reader.noShare}>
          <p>{words.reader.noShareWhy}</p>
          <ButtonLink href="/">{words.reader.home}</ButtonLink>
        </Empty>
      ) : (
        <Trouble error={error} retry={() => void renew().catch(() => undefined)} />
      )}
    </Frame>
  );
}
