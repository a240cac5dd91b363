import { account } from "./account";
import { book } from "./book";
import { cast } from "./cast";
import { library } from "./library";
import { make } from "./make";
import { reader } from "./reader";
import { repair } from "./repair";
import { sparks } from "./sparks";
import { write } from "./write";

export const rooms = {
  account,
  book,
  cast,
  library,
  make,
  reader,
  repair,
  sparks,
  write,
};

export type RoomWords = typeof rooms;
