/** Line drawings of one hand: 24 by 24, drawn in the colour of the text. They say nothing by themselves:
 * whoever shows one says in words what it means. */
const DRAWINGS = {
  lamp: "M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.2 1 2.1h5c0-.9.4-1.6 1-2.1A6 6 0 0 0 12 3Z",
  book: "M12 6.5C10 5 7 4.5 3.5 5v13c3.500-.5 6.500 0 8.500 1.500 2-1.500 5-2 8.500-1.500V5C17 4.500 14 5 12 6.500Zm0 0v13",
  shelf: "M4 4v16M8 4v16M4 20h16M4 4h4M12 6l3.500-1L20 19.500M12 6l4 14",
  people: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.500 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 4.500a3.200 3.200 0 0 1 0 6.200M18 14.500c2 .8 3.200 2.600 3.500 5.500",
  pen: "M4 20l1-4L16.500 4.500a2.100 2.100 0 0 1 3 3L8 19l-4 1ZM14.500 6.500l3 3",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.500 20.500c.6-4.500 3.500-6.500 7.500-6.500s6.900 2 7.500 6.500",
  play: "M7 4.500v15l12-7.500Z",
  pause: "M8 5v14M16 5v14",
  stepBack: "M18 5.500v13L9 12ZM6 5.500v13",
  stepOn: "M6 5.500v13L15 12ZM18 5.500v13",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  down: "M12 4v12m-5-5 5 5 5-5M5 20h14",
  share: "M12 15V4m-4 4 4-4 4 4M5 12v7h14v-7",
  star: "M12 3.500l2.600 5.400 5.900.8-4.300 4.100 1 5.900-5.200-2.800-5.200 2.800 1-5.900L3.500 9.700l5.900-.8Z",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  again: "M19 12a7 7 0 1 1-2-5M19 3v4h-4",
  check: "M5 12.500l4.500 4.500L19 7",
  warn: "M12 4 2.500 20h19L12 4Zm0 6v4.500M12 17.300v.2",
  plus: "M12 5v14M5 12h14",
  dots: "M6 12h.01M12 12h.01M18 12h.01",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500 19 19M5 19l1.500-1.500M17.500 6.500 19 5",
  moon: "M20 14.500A8.500 8.500 0 1 1 9.500 4a6.500 6.500 0 0 0 10.500 10.500Z",
  letters: "M3 18 8 6l5 12M5 14h6M15 18l3-7 3 7M16 16h4",
  dice: "M5 5h14v14H5ZM9 9h.01M15 15h.01M12 12h.01",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13ZM15.500 15.500 20 20",
  copy: "M9 9h11v11H9ZM5 15H4V4h11v1",
  stop: "M6.500 6.500h11v11h-11Z",
  bold: "M7.500 5h5a3.400 3.400 0 0 1 0 7h-5Zm0 7h6a3.500 3.500 0 0 1 0 7h-6Z",
  italic: "M11 5h6M7 19h6M14 5l-4 14",
  heading: "M5 5v14M14 5v14M5 12h9M18 13v6",
  subheading: "M4 5v14M12 5v14M4 12h8M16 14.500a2 2 0 1 1 3.600 1.200L16 19h4",
  bullets: "M9.500 6.500H20M9.500 12H20M9.500 17.500H20M5 6.500h.01M5 12h.01M5 17.500h.01",
  numbers: "M10 6.500h10M10 12h10M10 17.500h10M4.500 5.500 6 4.800V9M4.300 15.500c0-1.600 2.400-1.600 2.400 0 0 1-2.400 2.200-2.400 3.500h2.600",
  quote: "M10 7c-3 .8-4.500 2.800-4.500 5.500V17H10v-4.500H7.500M19 7c-3 .8-4.500 2.800-4.500 5.500V17H19v-4.500h-2.500",
  undo: "M8.500 5 4 9.500 8.500 14M4.500 9.500H14a5.500 5.500 0 0 1 0 11h-2.500",
  redo: "M15.500 5 20 9.500 15.500 14M19.500 9.500H10a5.500 5.500 0 0 0 0 11h2.500",
  clock: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17ZM12 7.500V12l3 2",
} as const;

export type IconName = keyof typeof DRAWINGS;

export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={DRAWINGS[name]} />
    </svg>
  );
}
