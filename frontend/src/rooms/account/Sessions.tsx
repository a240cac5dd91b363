import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, type Schemas, told } from "../../api/client";
import { Button } from "../../ui/Button";
import { Trouble, Wronged } from "../../ui/Notice";
import { useToast } from "../../ui/Toasts";
import { useLanguage, useWords, type Words } from "../../words";
import { Part } from "./Part";

type Session = Schemas["SessionRecord"];

/** Where one is signed in, this place first; each can be ended, and all others at once. */
export function Sessions() {
  const words = useWords().account.sessions;
  const say = useToast();
  const queries = useQueryClient();
  const known = useQuery({
    queryKey: ["sessions"],
    queryFn: async () => (await told<Schemas["Sessions"]>(api.GET("/api/auth/sessions"))).sessions,
  });
  const end = useMutation({
    mutationFn: async (which: Session[]) => {
      for (const one of which) await ended(one.id);
    },
    onSuccess: (_, which) => {
      say({ text: which.length > 1 ? words.endedOthers : words.ended, kind: "good" });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const all = [...(known.data ?? [])].sort((one, other) => Number(other.current) - Number(one.current));
  const others = all.filter((one) => !one.current);
  return (
    <Part title={words.title}>
      {known.isError && <Trouble error={known.error} retry={() => void known.refetch()} />}
      <ul className="sessions">
        {known.isPending && <li className="session session-wait" aria-hidden="true" />}
        {all.map((one) => (
          <Place
            key={one.id}
            session={one}
            busy={end.isPending && end.variables.includes(one)}
            end={() => end.isPending || end.mutate([one])}
          />
        ))}
      </ul>
      <Wronged error={end.error} />
      {others.length > 1 && (
        <Button busy={end.isPending && end.variables.length > 1} onClick={() => end.isPending || end.mutate(others)}>
          {words.endOthers}
        </Button>
      )}
    </Part>
  );
}

async function ended(session_id: string): Promise<void> {
  const { error, response } = await api.DELETE("/api/auth/sessions/{session_id}", {
    params: { path: { session_id } },
  });
  if (response.status === 404) return; // it was over already
  await told(Promise.resolve({ error, response }));
}

function Place({ session, busy, end }: { session: Session; busy: boolean; end: () => void }) {
  const { words, language } = useLanguage();
  const told = words.account.sessions;
  const name = named(words, session.user_agent);
  const since = new Date(session.created_at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
  return (
    <li className="session">
      <div>
        <strong>{name}</strong>
        {session.current && <span className="session-here">{told.here}</span>}
        <p className="soft flush">{[session.ip_address, told.since(since)].filter(Boolean).join(", ")}</p>
      </div>
      {!session.current && (
        <Button busy={busy} onClick={end} aria-label={told.endOf(`${name}, ${told.since(since)}`)}>
          {told.end}
        </Button>
      )}
    </li>
  );
}

/** “Firefox on Windows”, as far as a browser tells. Each name stands before those that also name it. */
function named(words: Words, agent: string): string {
  const browser = [
    ["Edg", "Edge"], ["OPR", "Opera"], ["Firefox", "Firefox"], ["FxiOS", "Firefox"],
    ["Chrome", "Chrome"], ["CriOS", "Chrome"], ["Safari", "Safari"],
  ].find(([sign]) => agent.includes(`${sign}/`))?.[1];
  const system = [
    ["iPhone", "iPhone"], ["iPad", "iPad"], ["Android", "Android"], ["Windows", "Windows"],
    ["Mac OS", "macOS"], ["CrOS", "ChromeOS"], ["Linux", "Linux"],
  ].find(([sign]) => agent.includes(sign!))?.[1];
  if (browser && system) return words.account.sessions.on(browser, system);
  return browser ?? (agent.split(/[/ ]/)[0]!.slice(0, 40) || words.account.sessions.somewhere);
}
