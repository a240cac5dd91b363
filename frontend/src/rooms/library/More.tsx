import { Button } from "../../ui/Button";
import { Wronged } from "../../ui/Notice";
import { useWords } from "../../words";

/** The next page of a list, and what stood in its way. */
export function More({
  list,
}: {
  list: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    error: unknown;
    fetchNextPage: () => unknown;
  };
}) {
  const words = useWords();
  if (!list.hasNextPage) return null;
  return (
    <div className="more">
      <Wronged error={list.isFetchNextPageError ? list.error : null} />
      <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
        {words.actions.more}
      </Button>
    </div>
  );
}
