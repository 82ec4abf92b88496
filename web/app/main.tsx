import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startConnection } from "../api/connection.ts";
import { startFollowingEvents } from "../api/follow-events.ts";
import { queryClient } from "../api/query-client.ts";
import { instanceQuery, sessionQuery } from "../api/session.ts";
import { startSessionEvents } from "../api/session-events.ts";
import { speakForComponents } from "../ui/aria-words.ts";
import { startLook } from "../ui/look.ts";
import "../ui/tokens.css";
import { showNoWords } from "./errors/no-words.ts";
import { followLanguage } from "./follow-language.ts";
import { keepServiceWorker } from "./keep-service-worker.ts";
import { router } from "./router.tsx";
import { followSession } from "./session-guard.ts";

// The entry: opens the lines to server and other tabs, fetches the words, then draws.

startConnection();
startSessionEvents();
followSession(router);
followLanguage();
startFollowingEvents();
keepServiceWorker();

async function start(): Promise<void> {
  const root = document.querySelector("#root");
  if (!root) throw new Error("index.html has no root element");
  // Every page asks for these two; they come while the words do.
  void queryClient.prefetchQuery(sessionQuery);
  void queryClient.prefetchQuery(instanceQuery);
  try {
    await startLook();
    speakForComponents();
  } catch {
    showNoWords(root);
    return;
  }
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
