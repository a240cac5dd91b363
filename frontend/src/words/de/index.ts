import type { FirstWords } from "../en";
import { actions } from "./actions";
import { errors } from "./errors";
import { landing } from "./landing";
import { shell } from "./shell";

export const de: FirstWords = {
  language: "Deutsch",
  studio: "Fablewright",
  actions,
  errors,
  landing,
  shell,
};
