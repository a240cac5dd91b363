/** A shelf with room on it, a lamp, and a small book that leans. */
export function EmptyShelf() {
  return (
    <svg className="empty-shelf" viewBox="0 0 320 180" width="320" height="180" aria-hidden="true">
      <circle cx="232" cy="70" r="62" fill="#f3cf83" opacity="0.25" />
      <circle cx="232" cy="70" r="42" fill="#f3cf83" opacity="0.45" />
      <path d="M20 148h280v12H20Z" fill="#000" opacity="0.1" transform="translate(0 4)" />
      <path d="M20 146h280v12H20Z" fill="#a8714a" />
      <path d="M44 158h14v16H44ZM262 158h14v16h-14Z" fill="#8a5836" />
      <path d="M58 84h22v62H58Z" fill="#2f6b6b" />
      <path d="M80 96h18v50H80Z" fill="#c8553a" />
      <path d="M62 92h14v4H62ZM84 104h10v3H84Z" fill="#fff2d8" opacity="0.85" />
      <path d="M104 146l20-54 17 6-18 48Z" fill="#e3a63e" />
      <path d="M124 100l10 3.600-1.200 3.400-10-3.600Z" fill="#fff8e6" opacity="0.9" />
      <path d="M214 146c0-8 36-8 36 0Z" fill="#6b4a35" />
      <path d="M229 98h6v44h-6Z" fill="#6b4a35" />
      <path d="M206 100l12-40h28l12 40Z" fill="#e8b04b" />
      <path d="M206 100l12-40h10l-8 40Z" fill="#fff2c4" opacity="0.55" />
    </svg>
  );
}
