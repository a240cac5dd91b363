import { type DefaultError, useMutation, type UseMutationOptions } from "@tanstack/react-query";
import { useRef } from "react";

/** `useMutation` with `press` for `mutate`: while one is on its way, a second press does nothing. */
export function useOnce<Data, Asked = void>(options: UseMutationOptions<Data, DefaultError, Asked>) {
  const running = useRef(false); // `isPending` is told a moment later, too late for a double press
  const mutation = useMutation(options);
  const press = (asked: Asked) => {
    if (running.current) return;
    running.current = true;
    mutation.mutate(asked, { onSettled: () => (running.current = false) });
  };
  return { ...mutation, press };
}
