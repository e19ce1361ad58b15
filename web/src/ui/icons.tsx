// Own icons: 20 px, 1.6 px stroke, always beside a word. The glyphs of the statuses stand once in a sheet and differ by shape.
const paths = {
  overview: 'M3 11.2L10 4l7 7.2M5.2 9.4V16h9.6V9.4',
  systems: 'M3.5 4h13v4.5h-13zM3.5 11.5h13V16h-13zM6 6.2h.1M6 13.8h.1',
  assess: 'M5 3.5h10v13H5zM7.6 10l1.8 1.8 3.2-3.6',
  law: 'M4 16.5h12M10 3.5v13M4.5 6.5h11M4.5 6.5L2.6 11h3.8zM15.5 6.5L13.6 11h3.8z',
  findings: 'M4 5h12M4 10h8M4 15h5M14 12.5l1.6 1.6 2.6-3',
  cases: 'M3.5 6.5h13v10h-13zM7.5 6.5V4h5v2.5M3.5 11h13',
  log: 'M4 4.5h12v3.2H4zM4 8.6h12v3.2H4zM4 12.7h12v3.2H4z',
  watch: 'M2.5 12h3.2l2-6 3.4 9 2.2-5h4.2',
  intake: 'M3.5 9.5V16h13V9.5M10 3v8.2M6.8 8.2L10 11.4l3.2-3.2',
  admin: 'M10 7.2a2.8 2.8 0 100 5.6 2.8 2.8 0 000-5.6zM10 2.6v2M10 15.4v2M2.6 10h2M15.4 10h2M4.8 4.8l1.4 1.4M13.8 13.8l1.4 1.4M15.2 4.8l-1.4 1.4M6.2 13.8l-1.4 1.4',
  more: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h13',
} as const;
export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="i" viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M26.4 8.6a12.8 12.8 0 10 0 14.8" fill="none" stroke="currentColor" stroke-width="3.4" stroke-linecap="round" />
      <path d="M20.6 12.2a6 6 0 100 7.6" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" />
      <circle cx="27.2" cy="16" r="2.7" fill="var(--accent)" />
    </svg>
  );
}

export function Glyphs() {
  return (
    <svg class="sheet" width="0" height="0" aria-hidden="true">
      <defs>
        <symbol id="g-satisfied" viewBox="0 0 16 16">
          <circle cx="8" cy="8" r="7.2" fill="currentColor" />
          <path d="M4.4 8.4l2.4 2.4 4.8-5.2" fill="none" stroke="var(--bg)" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round" />
        </symbol>
        <symbol id="g-failed" viewBox="0 0 16 16">
          <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" />
          <path d="M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4" stroke="var(--bg)" stroke-width="1.9" stroke-linecap="round" />
        </symbol>
        <symbol id="g-unknown" viewBox="0 0 16 16">
          <path d="M8 1.1L14.9 8 8 14.9 1.1 8z" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linejoin="round" />
          <path d="M6.3 6.6a1.75 1.75 0 113 1.2c-.8.6-1.3.9-1.3 1.7" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" />
          <circle cx="8" cy="11.3" r=".9" fill="currentColor" />
        </symbol>
        <symbol id="g-na" viewBox="0 0 16 16">
          <circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" stroke-width="1.4" stroke-dasharray="2.2 1.9" />
          <path d="M5 8h6" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />
        </symbol>
        <symbol id="g-waived" viewBox="0 0 16 16">
          <path d="M3 14.6V1.6h9.6L9.9 5.3l2.7 3.7H3" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linejoin="round" stroke-linecap="round" />
        </symbol>
      </defs>
    </svg>
  );
}
