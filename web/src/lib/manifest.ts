// A manifest (system/1) as text: written from answers, and added to without touching what stands there.
import type { Text as Said } from './i18n';

// Any text is a YAML string in JSON's form.
const q = (s: string) => JSON.stringify(s);

export interface Start {
  id: string;
  name: string;
  party: string;
  place: string;
  role: string;
  markets: string[];
  purposes: string[];
  stage: string;
}

export function manifestOf(s: Start): string {
  return [
    'concord: system/1', `id: ${s.id}`, `name: {en: ${q(s.name)}, zh: ${q(s.name)}}`, 'version: "1"',
    'parts:', `- {id: system, kind: service, party: ${s.party}}`,
    'actors:', `- {role: ${s.role}, party: ${s.party}${s.place ? `, place: ${s.place}` : ''}}`,
    `markets: [${s.markets.join(', ')}]`, `purposes: [${s.purposes.join(', ')}]`, `stage: ${s.stage}`, 'facts:', '',
  ].join('\n');
}

export interface Answer {
  fact: string;
  value: string | string[];
  by: string;
  on: string;
  source: string;
}

export function factLine(a: Answer): string {
  const value = Array.isArray(a.value) ? (a.value.length ? `{${a.value.map((v) => `${v}: yes`).join(', ')}}` : 'none') : ['yes', 'no'].includes(a.value) ? a.value : q(a.value);
  return `  ${a.fact}: {value: ${value}${Array.isArray(a.value) && a.value.length ? ', complete: true' : ''}, by: ${q(a.by)}, on: ${a.on}, source: ${q(a.source)}}`;
}

// The line stands first below "facts:"; without such a line it is put at the end.
export function withFact(yaml: string, a: Answer): string {
  const lines = yaml.split('\n'), at = lines.findIndex((l) => /^facts:\s*(#.*)?$/.test(l)), same = lines.findIndex((l) => l.startsWith(`  ${a.fact}:`));
  if (same >= 0) {
    let end = same + 1;
    while (/^( {3,}| {2}- )/.test(lines[end] ?? '')) end++; // a map or a list below it
    lines.splice(same, end - same, factLine(a));
  }
  else if (at >= 0) lines.splice(at + 1, 0, factLine(a));
  else lines.push('facts:', factLine(a));
  return lines.join('\n');
}

export const idOf = (name: string) => name.toLowerCase().normalize('NFKD').replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40) || 'system';

// A text in both languages, as `name: {en: .., zh: ..}` or on lines of their own.
function bothOf(yaml: string, key: string): { en?: string; zh?: string } {
  const block = new RegExp(`^${key}:([^\\n]*(?:\\n[ \\t]+[^\\n]*)*)`, 'm').exec(yaml)?.[1] ?? '';
  const one = (lang: string) => new RegExp(`\\b${lang}: *("(?:[^"\\\\]|\\\\.)*"|[^,}\\n]+)`).exec(block)?.[1]?.trim().replace(/^"(.*)"$/, (quoted) => { try { return JSON.parse(quoted) as string; } catch { return quoted; } });
  return { en: one('en'), zh: one('zh') };
}

// What the manifest says at its top, without a reader of YAML: enough to show which system it is.
export function glance(yaml: string): { id: string; name: Said; party: string } {
  const id = /^id: *"?([\w.-]+)/m.exec(yaml)?.[1] ?? '', name = bothOf(yaml, 'name');
  return { id, name: name.en || name.zh ? name : id, party: /party: *"?([\w.-]+)/.exec(yaml)?.[1] ?? 'owner' };
}

// The manifest without what names files beside it: what is asked of the law alone needs none of them.
const ofLaw = ['concord', 'id', 'name', 'description', 'version', 'parts', 'actors', 'markets', 'purposes', 'stage', 'facts'];
export function bare(yaml: string): string {
  let kept = true;
  return yaml.split('\n').filter((l) => {
    const key = /^([a-z_]+):/.exec(l)?.[1];
    if (key) kept = ofLaw.includes(key);
    return kept;
  }).join('\n');
}
export const factsIn = (yaml: string) => new Set([...yaml.matchAll(/^ {2}([a-z][a-z0-9_]*):/gm)].map((m) => m[1]!));
