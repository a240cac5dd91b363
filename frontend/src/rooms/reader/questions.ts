import type { Question } from "./book";

type Form = "one" | "any" | "order" | "open";

/** How a question is answered follows from its options and its answer: authors differ in what they send. */
export function formOf({ options, answer }: Question): Form {
  if (options.length < 2) return "open";
  if (options.some((option) => same(option, answer))) return "one";
  const order = orderIn(answer);
  const all = order.length === options.length && options.every((one) => order.some((part) => same(part, one)));
  return all ? "order" : "any";
}

/** The moments of an answer that tells an order. */
export function orderIn(answer: string): string[] {
  return answer.split(/\s*→\s*/).filter(Boolean);
}

/** Whether two answers say the same, but for capitals and the stop at the end. */
export function same(one: string, other: string): boolean {
  const plain = (text: string) => text.trim().replace(/[.!?]+$/, "").toLowerCase();
  return plain(one) === plain(other);
}
