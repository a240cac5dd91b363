import type { Words } from "../en";
import { account } from "./account";
import { actions } from "./actions";
import { book } from "./book";
import { cast } from "./cast";
import { errors } from "./errors";
import { landing } from "./landing";
import { library } from "./library";
import { make } from "./make";
import { reader } from "./reader";
import { repair } from "./repair";
import { shell } from "./shell";
import { sparks } from "./sparks";
import { write } from "./write";

export const de: Words = {
  language: "Deutsch",
  studio: "Fablewright",
  account,
  actions,
  book,
  cast,
  errors,
  landing,
  library,
  make,
  reader,
  repair,
  shell,
  sparks,
  write,
};
