import type { Words } from "../en";

export const make: Words["make"] = {};
