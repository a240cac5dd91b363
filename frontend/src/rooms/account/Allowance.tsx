import { Progress } from "../../ui/Progress";
import { useWords } from "../../words";
import type { Me } from "./me";
import { Part } from "./Part";

/** How many stories there may be, told before the limit is hit. */
export function Allowance({ me }: { me: Me }) {
  const words = useWords().account.allowance;
  const { storiesUsed: used, storyLimit: limit } = me;
  const tier = <p className="allowance-tier">{words.tier[me.tier] ?? me.tier}</p>;
  if (limit === null) {
    return (
      <Part title={words.title}>
        {tier}
        <p className="flush">{words.unlimited(used)}</p>
      </Part>
    );
  }
  const left = Math.max(0, limit - used);
  return (
    <Part title={words.title}>
      {tier}
      <p className="allowance-told">{words.used(used, limit)}</p>
      <Progress value={limit ? (100 * Math.min(used, limit)) / limit : 100} label={words.used(used, limit)} />
      {me.credits > 0 && <p className="soft flush">{words.credits(me.credits)}</p>}
      {me.tier === "individual" && <p className="soft flush">{words.monthly}</p>}
      <p className="allowance-hint">{left ? words.left(left) : words.over}</p>
      {left < 2 && <p className="soft flush">{words.more}</p>}
    </Part>
  );
}
