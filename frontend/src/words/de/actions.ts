import type { Words } from "../en";

export const actions: Words["actions"] = {
  cancel: "Abbrechen",
  close: "Schließen",
  retry: "Noch einmal versuchen",
  save: "Speichern",
  undo: "Rückgängig",
  delete: "Löschen",
  more: "Mehr zeigen",
  back: "Zurück",
  next: "Weiter",
};
