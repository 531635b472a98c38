/** A badge under a reader's waves: what to do, for whoever does not read the words. */
export function BadgePicture() {
  return (
    <svg className="badge-picture" viewBox="0 0 160 200" aria-hidden="true">
      <g className="badge-waves">
        <path d="M52 50 a40 40 0 0 1 56 0" />
        <path d="M38 34 a60 60 0 0 1 84 0" />
        <path d="M24 18 a80 80 0 0 1 112 0" />
      </g>
      <g className="badge-card">
        <rect className="badge-card-body" x="38" y="68" width="84" height="124" rx="12" />
        <rect className="badge-card-slot" x="67" y="79" width="26" height="7" rx="3.5" />
        <circle className="badge-card-face" cx="80" cy="118" r="14" />
        <path className="badge-card-face" d="M54 156 a26 22 0 0 1 52 0 Z" />
        <rect className="badge-card-line" x="54" y="168" width="52" height="7" rx="3.5" />
      </g>
    </svg>
  )
}
