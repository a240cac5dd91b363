import type { Words } from "../en";

export const write: Words["write"] = {};
