import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { api, type Schemas } from "../../api/client";
import { failureOf } from "../../api/errors";
import { ensureSession } from "../../api/session";
import { useSettled } from "../../ui/settled";
import { useWords } from "../../words";
import { bodyOf, draftOf } from "./draft";
import { type Character, useTraits } from "./people";
import { labelOf } from "./traits";

type Body = Schemas["CreateCharacter"];
const PAUSE = 120; // milliseconds in which nobody has changed anything

/** Somebody as the illustrator of the house draws them. While they are described anew, the last picture
 * stays until the next is there. */
export function Figure({ body, size }: { body: Body; size: number }) {
  const wanted = useSettled(body, PAUSE);
  const { data } = useQuery({
    queryKey: ["look", wanted],
    queryFn: async ({ signal }) => {
      await ensureSession();
      const { data, error, response } = await api.POST("/api/v1/portraits", {
        body: { ...wanted, seed: 1 },
        parseAs: "text",
        signal,
      });
      if (error !== undefined || data === undefined) throw failureOf(response, error);
      return data;
    },
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Infinity,
  });
  const url = useAddress(data);
  const alt = useDescription(body);
  if (!url) return <span className="portrait-blank" style={{ width: size, height: size }} />;
  return <img className="portrait" src={url} alt={alt} width={size} height={size} />;
}

/** Their own picture where there is one, else the drawn figure. `plain` where their name stands beside it. */
export function Portrait({ who, size, plain = false }: { who: Character; size: number; plain?: boolean }) {
  const alt = useDescription(who);
  const picture = who.pictures[0];
  if (!picture) {
    return (
      <span aria-hidden={plain || undefined}>
        <Figure body={bodyOf(draftOf(who))} size={size} />
      </span>
    );
  }
  return (
    <img
      className="portrait portrait-photo"
      src={picture.thumbnail ?? picture.url}
      alt={plain ? "" : alt}
      width={size}
      height={size}
      loading="lazy"
    />
  );
}

function useDescription(body: Body | Character): string {
  const words = useWords();
  const { data } = useTraits();
  const known = data?.traits ?? [];
  const traits = body.traits.map((id) => labelOf(words, known, id));
  const who = body.name || words.cast.kinds[body.kind];
  const age = body.age === null || body.age === undefined ? [] : [words.cast.years(body.age)];
  return [who, ...age, body.species, body.appearance, ...traits].filter(Boolean).join(", ");
}

/** An address for a picture that is text. It holds until the next one is shown. */
function useAddress(svg: string | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!svg) return;
    const made = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return url;
}
