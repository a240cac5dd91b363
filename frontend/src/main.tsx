import "@fontsource/andika/400.css";
import "@fontsource/andika/700.css";
import "@fontsource/fredoka/400.css";
import "@fontsource/fredoka/600.css";
import "./styles/tokens.css";
import "./styles/base.css";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { ApiError } from "./api/errors";
import { home } from "./api/session";
import { App } from "./app";
import { ToastProvider } from "./ui/Toasts";
import { WordsProvider } from "./words";

// What is asked twice is answered once, and what is known is shown while it is asked again.
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) =>
        count < 3 && error instanceof ApiError && (error.status === 0 || error.status === 503),
    },
    mutations: { networkMode: "always" }, // without a network they fail at once, and say so
  },
});

const PATIENCE = 500; // milliseconds; then the page is shown in other letters, and changes to its own
const letters = ["400 1em Andika", "700 1em Andika", "400 1em Fredoka", "600 1em Fredoka"];

await Promise.all([
  home().catch(() => null), // the owner is known before the first question is asked
  Promise.race([
    Promise.all(letters.map((one) => document.fonts.load(one))).catch(() => null),
    new Promise((go) => setTimeout(go, PATIENCE)),
  ]),
]);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <WordsProvider>
        <ToastProvider>
          <App />
        </ToastProvider>
      </WordsProvider>
    </QueryClientProvider>
  </StrictMode>,
);
