export const shell = {
  skip: "Skip to the page",
  menu: "Menu",
  rooms: "Rooms of the studio",
  home: "Home",
  make: "Make a book",
  library: "Library",
  cast: "Cast",
  write: "Write",
  account: "Account",
  offline: "You are offline. What you see may be old; it goes on by itself when the network is back.",
  loading: "One moment…",
  notFound: "There is no such page.",
  goHome: "Go to the start",
  broken: "This part of the page did not open",
  brokenMore: "What you have saved is safe. Perhaps the network was away for a moment, or the studio has been renewed: load the page again.",
  reload: "Load the page again",
  tooMany: (seconds: number) =>
    seconds < 90
      ? `That was a lot at once. Please try again in ${seconds} seconds.`
      : `That was a lot at once. Please try again in ${Math.ceil(seconds / 60)} minutes.`,
  ended: {
    title: "Your sign-in has ended",
    member: "You were away for a long time, or signed out somewhere else. Sign in again, and go on where you were: nothing you typed here is lost.",
    guest: "Your day as a guest is over, and what guests make is kept for their day only. What you are typing here is still there: sign in, or go on as a new guest.",
    signIn: "Sign in",
    asGuest: "Go on as a guest",
    guestHint: "A guest starts with empty shelves.",
    back: "Welcome back.",
  },
};
