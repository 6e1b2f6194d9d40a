/** The mark: an m of two arches in a speech bubble. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <path
        className="fill-accent"
        d="M16 2.5c7.6 0 13.5 5.6 13.5 13s-5.9 13-13.5 13c-1.9 0-3.7-.3-5.3-.95-1.7 1-3.9 1.7-6.3 1.9-.6.05-1-.65-.6-1.15.9-1.15 1.5-2.4 1.75-3.6A12.7 12.7 0 0 1 2.5 15.5c0-7.4 5.9-13 13.5-13Z"
      />
      <path
        className="fill-none stroke-on-accent"
        strokeWidth="2.9"
        strokeLinecap="round"
        d="M9 20.25v-4.5a3.5 3.5 0 0 1 7 0v4.5m0-4.5a3.5 3.5 0 0 1 7 0v4.5"
      />
    </svg>
  );
}
