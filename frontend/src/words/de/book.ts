import type { Words } from "../en";

export const book: Words["book"] = {};
