import type { Words } from "../en";

export const library: Words["library"] = {};
