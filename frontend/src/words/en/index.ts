/** English, the language of reference: every other one has the same words. A section a room; here is what
 * the first page says, and beside it (`rooms.ts`) what is loaded with the first room that is entered. */
import { actions } from "./actions";
import { errors } from "./errors";
import { landing } from "./landing";
import { shell } from "./shell";
import type { RoomWords } from "./rooms";

export const en = {
  language: "English",
  studio: "Fablewright",
  actions,
  errors,
  landing,
  shell,
};

export type FirstWords = typeof en;
/** The words of a language. Values are texts, or functions that put what is told into one. */
export type Words = FirstWords & RoomWords;
