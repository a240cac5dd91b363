/** English, the language of reference: every other one has the same words. A section a room. */
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

export const en = {
  language: "English",
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

/** The words of a language. Values are texts, or functions that put what is told into one. */
export type Words = typeof en;
