import type { Words } from "../en";

export const shell: Words["shell"] = {
  skip: "Zum Inhalt springen",
  menu: "Menü",
  rooms: "Räume des Studios",
  home: "Start",
  make: "Buch machen",
  library: "Bibliothek",
  cast: "Figuren",
  write: "Schreiben",
  account: "Konto",
  offline: "Keine Verbindung. Was hier steht, ist vielleicht veraltet; es geht von selbst weiter, sobald das Netz wieder da ist.",
  loading: "Einen Moment …",
  notFound: "Diese Seite gibt es nicht.",
  goHome: "Zum Start",
  broken: "Dieser Teil der Seite hat sich nicht geöffnet",
  brokenMore: "Was du gespeichert hast, ist sicher. Vielleicht war das Netz kurz weg, oder das Studio wurde erneuert: Lade die Seite neu.",
  reload: "Seite neu laden",
  tooMany: (seconds: number) =>
    seconds < 90
      ? `Das war viel auf einmal. Bitte versuche es in ${seconds} Sekunden noch einmal.`
      : `Das war viel auf einmal. Bitte versuche es in ${Math.ceil(seconds / 60)} Minuten noch einmal.`,
  ended: {
    title: "Du bist nicht mehr angemeldet",
    member: "Du warst lange fort oder hast dich anderswo abgemeldet. Melde dich wieder an, dann geht es hier weiter: Nichts, was du geschrieben hast, geht verloren.",
    guest: "Dein Tag als Gast ist vorbei, und was Gäste machen, bleibt nur diesen einen Tag. Was du hier gerade schreibst, ist noch da: Melde dich an oder mach als neuer Gast weiter.",
    signIn: "Anmelden",
    asGuest: "Als Gast weitermachen",
    guestHint: "Ein Gast fängt mit leeren Regalen an.",
    back: "Willkommen zurück.",
  },
};
