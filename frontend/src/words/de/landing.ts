import type { Words } from "../en";

export const landing: Words["landing"] = {};
