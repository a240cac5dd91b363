import type { AssetName, Story } from "../../../api/story";
import { useLanguage, useWords } from "../../../words";
import { dollars, useCost } from "./follows";

/** What making these parts again may cost; nothing where it costs nothing. */
export function Cost({ story, names }: { story: Story; names: AssetName[] }) {
  const words = useWords().repair;
  const { language } = useLanguage();
  const cost = useCost(story, names);
  if (cost === undefined || cost === 0) return null;
  return <p className="repair-cost">{cost === null ? words.costUnknown : words.cost(dollars(cost, language))}</p>;
}
