import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, type Schemas, told } from "../../api/client";
import { ensureSession } from "../../api/session";
import { useSettled } from "../../ui/settled";
import { useLanguage, useWords } from "../../words";
import { bodyOf, says, type Wish } from "./wish";

type Found = Schemas["StoryEstimate"];
const PAUSE = 400; // milliseconds in which nobody has changed anything

/** What this wish would cost, and how long it would take. */
export function useEstimate(wish: Wish) {
  const wanted = useSettled(wish, PAUSE);
  const body = bodyOf(wanted);
  return useQuery({
    queryKey: ["estimate", body],
    queryFn: async ({ signal }) => {
      await ensureSession();
      return told(api.POST("/api/v1/estimates", { body, signal }));
    },
    enabled: says(wanted),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function Estimate({ found }: { found: Found | undefined }) {
  const words = useWords();
  const { language } = useLanguage();
  const over = found && overBudget(found);
  return (
    <div className="estimate" aria-live="polite">
      <p className={found ? "" : "soft"}>
        {found
          ? words.make.estimate(
              found.cost === null ? null : found.cost === 0 ? "" : dollars(found.cost, language),
              found.seconds,
            )
          : words.make.enough}
      </p>
      {over !== undefined && over !== null && (
        <p className="estimate-over">{words.make.over(dollars(over, language))}</p>
      )}
    </div>
  );
}

/** What is left, where the estimate is above it. */
function overBudget({ cost, budget }: Found): number | null {
  const left = Math.min(budget.book ?? Infinity, budget.left_today ?? Infinity);
  return cost !== null && cost > left ? left : null;
}

function dollars(amount: number, language: string): string {
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency: "USD",
    maximumFractionDigits: amount > 0 && amount < 0.1 ? 4 : 2,
  }).format(amount);
}
