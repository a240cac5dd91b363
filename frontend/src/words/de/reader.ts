import type { Words } from "../en";

export const reader: Words["reader"] = {};
