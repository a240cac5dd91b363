import "./progress.css";

/** How far something is, from 0 to 100. */
export function Progress({ value, label }: { value: number; label: string }) {
  return <progress className="progress" max={100} value={value} aria-label={label} />;
}
