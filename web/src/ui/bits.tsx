// Small parts that every page uses.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Data } from '../lib/api';
import { titleCame } from '../lib/focus';
import { placed } from '../lib/format';
import { otherTongue, say, useWords, type Text } from '../lib/i18n';

export type Status = 'satisfied' | 'failed' | 'unknown' | 'na' | 'waived';

// The three answers and two more, by the words that records use.
export function statusOf(finding: string | undefined): Status {
  switch (finding) {
    case 'satisfied': case 'meets': case 'pass': case 'yes': case 'holds': return 'satisfied';
    case 'not_satisfied': case 'fails': case 'stop': case 'bad': return 'failed';
    case 'waived': return 'waived';
    case 'not_applicable': case 'does_not': return 'na';
    default: return 'unknown';
  }
}

export const Glyph = ({ s }: { s: Status }) => <svg class={`g ${s}`} aria-hidden="true"><use href={`#g-${s}`} /></svg>;

export function Chip({ s, children }: { s: Status; children: ComponentChildren }) {
  return <span class={`chip ${s}`}><Glyph s={s} />{children}</span>;
}

// A text of the library, marked when it stands in another language than the page.
export const T = ({ v }: { v: Text }) => <span lang={otherTongue(v)}>{say(v)}</span>;

export function Force({ v }: { v: string }) {
  const w = useWords();
  return <span class={`force ${v}`}>{w.force[v as keyof typeof w.force] ?? v}</span>;
}

// Where the text of a provision comes from, when it was not read itself.
export function Confidence({ v }: { v: string | undefined }) {
  const w = useWords();
  if (!v || v === 'read') return null;
  return <span class={`conf ${v}`}>{v === 'secondary' ? w.law.secondary : w.law.unverified}</span>;
}

// Which text, and where in it.
export function Cite({ title, id }: { title: Text; id: string }) {
  const w = useWords(), place = placed(id);
  return <><T v={title} />{place && <span class="n">{w.placed(place)}</span>}</>;
}

export function Title({ children, page, lead }: { children: ComponentChildren; page?: string; lead?: ComponentChildren }) {
  const ref = useRef<HTMLHeadingElement>(null);
  const title = page ?? (typeof children === 'string' ? children : '');
  useEffect(() => {
    document.title = title ? `${title} · Concord` : 'Concord';
  }, [title]);
  useEffect(() => titleCame(ref.current), []);
  return <header class="head"><h1 tabIndex={-1} ref={ref}>{children}</h1>{lead && <p class="lead">{lead}</p>}</header>;
}

export function Section({ title, more, id, children }: { title: ComponentChildren; more?: ComponentChildren; id?: string; children: ComponentChildren }) {
  return <section aria-labelledby={id && id + '-h'} id={id}><h2 class="h" id={id && id + '-h'}>{title}{more && <> <span class="mu">{more}</span></>}</h2>{children}</section>;
}

// What says what to do first where nothing is yet.
export function Empty({ title, children }: { title: ComponentChildren; children?: ComponentChildren }) {
  return <div class="empty"><p class="strong">{title}</p>{children}</div>;
}

// What came, what it waits for, or what went wrong and how to go on. `names`: lists that turn ids into words, waited for so that no id flashes; one that does not
// come lets its ids stand.
export function Wait<T>({ of, names = [], what, children }: { of: Data<T>; names?: Data<unknown>[]; what: string; children: (data: T) => ComponentChildren }) {
  const w = useWords();
  if (of.problem)
    return (
      <div class="problem" role="alert">
        <p class="strong">{of.problem.status === 401 || of.problem.status === 403 ? w.error.closed : w.error.title}</p>
        <p>{of.problem.detail}</p>
        <p class="acts"><button class="btn s" onClick={of.again}>{w.error.again}</button>{(of.problem.status === 401 || of.problem.status === 403) && <a class="btn" href="/signin">{w.signin.title}</a>}</p>
        {of.problem.request && <p class="xs mu">{w.error.request} <code>{of.problem.request}</code></p>}
      </div>
    );
  if (of.data === undefined || names.some((d) => d.data === undefined && !d.problem)) return <p class="wait" role="status">{of.slow ? w.loading(what) : ''}</p>;
  return <>{children(of.data)}</>;
}

export const Mono = ({ children }: { children: ComponentChildren }) => <code>{children}</code>;

// A choice of a few: links, so that each has its address.
export function Tabs({ label, now, tabs }: { label: string; now: string; tabs: { id: string; href: string; text: string }[] }) {
  return <nav class="tabs" aria-label={label}>{tabs.map((t) => <a key={t.id} href={t.href} aria-current={t.id === now ? 'page' : undefined}>{t.text}</a>)}</nav>;
}

export function Filter({ id, label, value, options, change, none }: { id: string; label: string; value: string; options: [string, string][]; change: (v: string) => void; none?: string }) {
  const w = useWords();
  return (
    <span class="field-row">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(e) => change((e.target as HTMLSelectElement).value)}>
        <option value="">{none ?? w.all}</option>
        {options.map(([v, t]) => <option key={v} value={v}>{t}</option>)}
      </select>
    </span>
  );
}
