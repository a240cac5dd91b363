import { DraftRoom } from "./DraftRoom";
import { Drafts } from "./Drafts";
import "./write.css";

/** Where people write themselves: a shelf of drafts, and one of them on the desk. */
export default function Write({ id }: { id?: string }) {
  return id ? <DraftRoom id={id} /> : <Drafts />;
}
