// Forms: one column, a label above, a hint under it. What is wrong is said once at the top, with a way to each field, and again at the field.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useWords } from '../lib/i18n';

export interface Fault {
  field: string; // id of the field; empty: the whole form
  text: string;
}

export function Faults({ faults }: { faults: Fault[] }) {
  const w = useWords(), ref = useRef<HTMLDivElement>(null), head = useId();
  useEffect(() => {
    if (!faults.length) return;
    ref.current?.focus();
    if (!document.title.startsWith(w.form.error)) document.title = w.form.error + document.title;
  }, [faults]);
  if (!faults.length) return null;
  return (
    <div class="faults" role="alert" tabIndex={-1} ref={ref} aria-labelledby={head}>
      <h2 id={head}>{w.form.problem}</h2>
      <ul>{faults.map((f) => <li key={f.field + f.text}>{f.field ? <a href={'#' + f.field} onClick={(e) => { e.preventDefault(); document.getElementById(f.field)?.focus(); }}>{f.text}</a> : f.text}</li>)}</ul>
    </div>
  );
}

export function Field({ id, label, hint, faults, children }: { id: string; label: ComponentChildren; hint?: ComponentChildren; faults?: Fault[]; children: (more: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean | undefined }) => ComponentChildren }) {
  const wrong = faults?.find((f) => f.field === id);
  const about = [hint ? id + '-hint' : '', wrong ? id + '-wrong' : ''].filter(Boolean).join(' ');
  return (
    <div class={wrong ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={id + '-hint'}>{hint}</p>}
      {wrong && <p class="why-wrong" id={id + '-wrong'}>{wrong.text}</p>}
      {children({ id, 'aria-describedby': about || undefined, 'aria-invalid': wrong ? true : undefined })}
    </div>
  );
}

export function Text({ id, label, hint, faults, value, change, type = 'text', long, auto, width }: {
  id: string; label: ComponentChildren; hint?: ComponentChildren; faults?: Fault[]; value: string; change: (v: string) => void; type?: 'text' | 'password'; long?: boolean; auto?: string; width?: 'short' | 'mid';
}) {
  return (
    <Field id={id} label={label} hint={hint} faults={faults}>
      {(more) => long
        ? <textarea {...more} rows={6} value={value} onInput={(e) => change((e.target as HTMLTextAreaElement).value)} />
        : type === 'password'
          ? <input {...more} class={width} type="password" value={value} autocomplete={auto} onInput={(e) => change((e.target as HTMLInputElement).value)} />
          : <input {...more} class={width} type="text" value={value} autocomplete={auto} onInput={(e) => change((e.target as HTMLInputElement).value)} />}
    </Field>
  );
}

// Files of this computer. The browser's own control speaks the browser's language, so what is seen is ours; the control lies over it, unseen, and is what is
// clicked, dropped on, reached by Tab and read out.
export function Files({ id, label, hint, faults, multiple, accept, listed, name, take }: {
  id: string; label: ComponentChildren; hint?: ComponentChildren; faults?: Fault[]; multiple?: boolean; accept?: string; listed?: boolean /* who asks shows which were chosen */; name?: string /* or which it is, empty: none; else they are those of the control */; take: (e: Event) => void;
}) {
  const w = useWords(), [names, setNames] = useState<string[]>([]);
  const chosen = (e: Event) => {
    setNames([...((e.target as HTMLInputElement).files ?? [])].map((f) => f.name));
    take(e);
  };
  return (
    <Field id={id} label={label} hint={hint} faults={faults}>
      {(more) => <div class="pick"><span class="face" aria-hidden="true">{multiple ? w.form.pickMore : w.form.pick}</span>{!listed && <span class="sm mu" aria-hidden="true">{(name ?? names.join(w.comma)) || w.form.nonePicked}</span>}<input {...more} type="file" multiple={multiple} accept={accept} onChange={chosen} /></div>}
    </Field>
  );
}

// One of a few. "I don't know yet" stands third beside yes and no, of the same size.
export function Choice({ id, label, hint, faults, value, options, change }: {
  id: string; label: ComponentChildren; hint?: ComponentChildren; faults?: Fault[]; value: string; options: [string, string][]; change: (v: string) => void;
}) {
  const wrong = faults?.find((f) => f.field === id);
  return (
    <fieldset class={wrong ? 'field wrong' : 'field'} id={id} tabIndex={-1} aria-describedby={[hint ? id + '-hint' : '', wrong ? id + '-wrong' : ''].filter(Boolean).join(' ') || undefined}>
      <legend>{label}</legend>
      {hint && <p class="hint" id={id + '-hint'}>{hint}</p>}
      {wrong && <p class="why-wrong" id={id + '-wrong'}>{wrong.text}</p>}
      <div class="choices">{options.map(([v, t]) => <label key={v} class="choice"><input type="radio" name={id} value={v} checked={value === v} onChange={() => change(v)} /><span>{t}</span></label>)}</div>
    </fieldset>
  );
}

export const yesNo = (w: ReturnType<typeof useWords>): [string, string][] => [['yes', w.form.yes], ['no', w.form.no], ['unknown', w.form.unknown]];
