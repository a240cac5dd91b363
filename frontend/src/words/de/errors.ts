import type { Words } from "../en";

export const errors: Words["errors"] = {
  UNREACHABLE: "Das Studio ist nicht erreichbar. Prüfe deine Verbindung; nichts geht verloren.",
  UNKNOWN: "Etwas ist schiefgegangen. Bitte versuche es noch einmal.",
  WRONG_CREDENTIALS: "E-Mail-Adresse und Passwort gehören nicht zusammen.",
  EMAIL_TAKEN: "Zu dieser E-Mail-Adresse gibt es schon ein Konto. Melde dich stattdessen an.",
  REGISTRATION_CLOSED: "Konten legt hier an, wer das Studio betreibt: Bitte dort um eines.",
  NO_GUESTS: "In diesem Studio gibt es keine Gäste. Bitte melde dich an.",
  SIGNED_OUT: "Du bist nicht mehr angemeldet. Bitte melde dich wieder an.",
  UNAUTHORIZED: "Du bist nicht mehr angemeldet. Bitte melde dich wieder an.",
  STORY_NOT_FOUND: "Diese Geschichte gibt es nicht mehr.",
  STORY_NOT_READY: "Der Text wird noch geschrieben. Komm gleich noch einmal wieder.",
  LIBRARY_NOT_FOUND: "Dieses Regal gibt es nicht mehr.",
  LIBRARY_STAYS: "Das erste Regal bleibt: Dort stehen neue Geschichten.",
  TOO_MANY_LIBRARIES: "Mehr Regale passen hier nicht hinein. Lösche zuerst eines.",
  TOO_MANY_SHARES: "Zu dieser Geschichte gibt es schon 50 Links. Zieh zuerst einen zurück.",
  OWNER_STAYS: "Wer das Studio betreibt, kann nicht gelöscht werden.",
};
