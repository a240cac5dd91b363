/** Words, as the studio counts them: what stands between spaces, but no lonely dashes. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((one) => /[\p{L}\p{N}]/u.test(one)).length;
}
