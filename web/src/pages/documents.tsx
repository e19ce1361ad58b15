// Files that come with a case or a step of it: chosen, looked at before they are sent, listed with their digests, and saved again by who may.
import { number } from '../lib/format';
import { useWords } from '../lib/i18n';
import { Files, type Fault } from '../ui/form';

export interface Document {
  name?: string;
  size: number;
  digest: string;
  media_type: string;
}

// What the node takes (src/assess/document.h), said before megabytes travel; the node decides.
const MIB = 1 << 20, EACH_MOST = 8 * MIB, ALL_MOST = 11 * MIB, COUNT_MOST = 32, NAME_MOST = 120;
const kinds = ['pdf', 'txt', 'md', 'csv', 'json', 'yaml', 'yml', 'png', 'jpg', 'jpeg', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'zip'];
const kindOf = (name: string) => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

export const sizeText = (n: number) => (n < 1024 ? `${number(n)} B` : n < MIB ? `${number(Math.round(n / 1024))} KiB` : `${(n / MIB).toFixed(1)} MiB`);

export function documentFaults(w: ReturnType<typeof useWords>, files: File[]): Fault[] {
  const say = (text: string) => ({ field: 'documents', text });
  const wrong = files.flatMap((f, i) => [
    !kinds.includes(kindOf(f.name)) || f.name.startsWith('.') ? say(w.documents.badKind(f.name)) : null,
    new TextEncoder().encode(f.name).length > NAME_MOST ? say(w.documents.longName(f.name)) : null,
    f.size === 0 ? say(w.documents.empty(f.name)) : f.size > EACH_MOST ? say(w.documents.tooLarge(f.name, sizeText(f.size))) : null,
    files.findIndex((g) => g.name === f.name) < i ? say(w.documents.twice(f.name)) : null,
  ]).filter((x): x is Fault => x !== null);
  if (files.length > COUNT_MOST) wrong.push(say(w.documents.tooMany));
  else if (!wrong.length && files.reduce((n, f) => n + f.size, 0) > ALL_MOST) wrong.push(say(w.documents.allTooLarge));
  return wrong;
}

const base64 = (f: File) => new Promise<string>((done, fail) => {
  const r = new FileReader();
  r.onload = () => done(String(r.result).split(',')[1] ?? '');
  r.onerror = () => fail(r.error);
  r.readAsDataURL(f);
});

// As a command takes them: {"document": [names]} among the flags, and the files.
export async function packed(files: File[]): Promise<{ flags: { document?: string[] }; files: Record<string, { base64: string }> }> {
  const all = await Promise.all(files.map(async (f) => [f.name, { base64: await base64(f) }] as const));
  return { flags: files.length ? { document: files.map((f) => f.name) } : {}, files: Object.fromEntries(all) };
}

export function Attach({ files, change, faults }: { files: File[]; change: (f: File[]) => void; faults: Fault[] }) {
  const w = useWords();
  const take = (e: Event) => {
    const input = e.target as HTMLInputElement;
    change([...files, ...(input.files ?? [])]);
    input.value = ''; // so that a file that was taken out can be chosen again
  };
  const drop = (i: number) => {
    change(files.filter((_, k) => k !== i));
    document.getElementById('documents')?.focus();
  };
  return (
    <>
      <Files id="documents" label={w.documents.attach} hint={w.documents.hint} faults={faults} multiple accept={kinds.map((k) => '.' + k).join()} listed take={take} />
      {files.length > 0 && <ul class="docs" aria-label={w.documents.chosen}>{files.map((f, i) => <li key={f.name + i}><span class="name">{f.name}</span> <span class="sm mu n">{sizeText(f.size)}</span> <button type="button" class="link" onClick={() => drop(i)}>{w.documents.drop}<span class="vh"> {f.name}</span></button></li>)}</ul>}
    </>
  );
}

// What came with a step; number 0 is the manifest of the case.
export function Documents({ id, step, list, first = 1 }: { id: string; step: number; list?: Document[]; first?: number }) {
  const w = useWords();
  if (!list?.length) return null;
  return (
    <ul class="docs" aria-label={w.documents.title}>{list.map((d, i) => (
      <li key={i}><a class="name" href={`/api/v1/cases/${id}/document?step=${step}&number=${first + i}`} download={d.name ?? ''}>{d.name ?? d.digest.slice(7, 19)}<span class="vh"> ({w.documents.save})</span></a> <span class="sm mu n">{sizeText(d.size)}</span> <code class="sm mu" title={d.digest}>{d.digest.slice(0, 19)}…</code></li>
    ))}</ul>
  );
}
