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

await home().catch(() => null); // the owner is known before the first question is asked

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
