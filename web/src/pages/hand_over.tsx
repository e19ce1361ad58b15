// What lets somebody in, shown this once to be handed over: a link, or of an administrator the half of it that is one's own. What takes two waits.
import { useEffect, useRef } from 'preact/hooks';
import { useWords } from '../lib/i18n';

export interface Given {
  name?: string; // of whom it is for, where the page does not say it
  id?: string;
  link?: string;
  code?: string;
  proposal?: string;
}

export function HandOver({ of, approved }: { of: Given | undefined; approved?: boolean }) {
  const w = useWords(), ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), [of]); // it is shown this once: it is read before anything else
  if (!of?.link && !of?.proposal) return null;
  const shown = of.link ? new URL(of.link, location.origin).href : of.code;
  return (
    <div class="done" role="status" tabIndex={-1} ref={ref}>
      {of.name && <p class="strong">{of.name}</p>}
      {of.proposal && <p>{w.hand.waits} <a href="/admin/proposals">{w.admin.proposals}</a></p>}
      {shown && <p>{!of.link ? w.hand.code : approved ? w.hand.half : w.admin.link}</p>}
      {shown && <p><code>{shown}</code></p>}
    </div>
  );
}
