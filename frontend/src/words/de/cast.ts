import type { Words } from "../en";

export const cast: Words["cast"] = {};
