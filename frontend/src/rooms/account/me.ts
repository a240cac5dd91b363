import { useQuery } from "@tanstack/react-query";

import { api, type Schemas, told } from "../../api/client";
import { session, usePerson } from "../../api/session";

export type Me = Schemas["Me"];

/** Whoever is signed in, as the studio knows them. */
export function useMe() {
  const person = usePerson();
  return useQuery({
    queryKey: ["me"],
    queryFn: async () => told<Me>(api.GET("/api/auth/me")),
    enabled: person !== null,
  });
}

/** Guests cannot renew their day. */
export function isGuest(me: Me): boolean {
  return me.role === "guest";
}

/** The owner at home has neither an address nor a password. */
export function isOwner(me: Me): boolean {
  return me.tier === "owner" && me.email === null;
}

export function guestUntil(): Date {
  return new Date(session()?.until ?? Date.now());
}
