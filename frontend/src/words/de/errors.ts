import type { Words } from "../en";

export const errors: Words["errors"] = {
  UNREACHABLE: "Das Studio ist nicht erreichbar. Prüfe deine Verbindung; nichts geht verloren.",
  UNKNOWN: "Etwas ist schiefgegangen. Bitte versuche es noch einmal.",
};
