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
};
