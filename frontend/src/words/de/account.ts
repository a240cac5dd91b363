import type { Words } from "../en";

export const account: Words["account"] = {};
