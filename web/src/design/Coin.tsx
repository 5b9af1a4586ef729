/** Our mark: two coins, one behind the other. */
export function Coin({ className = "" }: { className?: string }) {
  return (
    <svg viewBox="0 0 64 64" className={className} role="img" aria-label="Tuppence" data-mark>
      <circle cx="39" cy="27" r="21" fill="var(--gold-soft)" stroke="var(--gold)" strokeWidth="3" />
      <circle cx="25" cy="38" r="22" fill="var(--accent)" />
      <circle
        cx="25"
        cy="38"
        r="17"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2"
        opacity=".5"
      />
      <path
        d="M18 30h14M18 36h14M20 30c9 0 9 11 0 11l9 9"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
