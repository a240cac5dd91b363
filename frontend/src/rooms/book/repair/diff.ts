/** Where two texts differ, word by word. */

/** A stretch of a text; `only`: the other text has not got it. */
export interface Stretch {
  text: string;
  only: boolean;
}

/** Both texts in stretches, by their longest common subsequence of words. */
export function compared(left: string, right: string): [Stretch[], Stretch[]] {
  const one = left.match(/\S+\s*/g) ?? [];
  const two = right.match(/\S+\s*/g) ?? [];
  const length = lengths(one, two);
  const wide = two.length + 1;
  const common = [new Set<number>(), new Set<number>()] as const;
  for (let i = 0, j = 0; i < one.length && j < two.length; ) {
    if (same(one[i]!, two[j]!)) {
      common[0].add(i++);
      common[1].add(j++);
    } else if (length[(i + 1) * wide + j]! >= length[i * wide + j + 1]!) i++;
    else j++;
  }
  return [stretches(one, common[0]), stretches(two, common[1])];
}

/** For each pair of places, the length of the longest common subsequence from there on. */
function lengths(one: string[], two: string[]): Uint16Array {
  const wide = two.length + 1;
  const length = new Uint16Array((one.length + 1) * wide);
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = two.length - 1; j >= 0; j--) {
      length[i * wide + j] = same(one[i]!, two[j]!)
        ? length[(i + 1) * wide + j + 1]! + 1
        : Math.max(length[(i + 1) * wide + j]!, length[i * wide + j + 1]!);
    }
  }
  return length;
}

function same(word: string, other: string): boolean {
  return word.trimEnd() === other.trimEnd();
}

function stretches(words: string[], common: Set<number>): Stretch[] {
  const found: Stretch[] = [];
  words.forEach((text, place) => {
    const only = !common.has(place);
    const last = found.at(-1);
    if (last?.only === only) last.text += text;
    else found.push({ text, only });
  });
  return found;
}
