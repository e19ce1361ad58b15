// What an assessment holds, as `concord system show` gives it.
import { useGet } from '../lib/api';
import { dated } from '../lib/format';
import { say, type Text } from '../lib/i18n';

export interface Line {
  text: Text;
  depth: number;
  locator?: string;
  fact?: string;
  value?: string;
  by?: string;
  on?: string;
  source?: string;
}
export interface Evidence {
  id: string;
  kind: string;
  status: string;
  text?: Text;
  by?: string;
  on?: string;
  until?: string;
}
export interface Finding {
  id: string;
  instrument: { id: string; title: Text; force: string; url?: string };
  heading: Text;
  text: Text;
  market: string;
  role: string;
  actor: string;
  deontic: string;
  force: string;
  confidence: string;
  note?: Text;
  by_date: { as_of: string; answer: string; finding: string; from?: string }[];
  why: { lines: Line[]; expression?: string };
  missing: { fact?: string; question?: Text }[];
  evidence: Evidence[];
}
export interface Measurement {
  id: string;
  metric: string;
  name: Text;
  property: string;
  unit: Text;
  comparison: Text;
  value: string;
  lo: string;
  hi: string;
  undefined: boolean;
  level: string;
  method: string;
  n: number;
  verdict: string;
  needed_n?: number;
  range?: string[];
  limit?: { op: string; value: string; from: string; owner?: string; basis?: Text };
}
export interface Question {
  fact: string;
  question: Text;
  help?: Text;
  decides: number;
  binding: number;
  judgement?: string;
}
export interface Counts {
  satisfied: number;
  not_satisfied: number;
  unknown: number;
  waived: number;
  not_applicable: number;
}
export interface Range {
  lo: string;
  hi: string;
  per?: string;
  source: string;
}
export interface Risk {
  id: string;
  title: Text;
  cause: Text;
  hazard_name?: Text;
  owner: string;
  status: string;
  review: string;
  overdue: boolean;
  likelihood?: Range;
  severity?: Range;
  controls?: { what: Text; owner?: string; duty?: string }[];
  residual?: { likelihood?: Range; severity?: Range };
  duties?: { id: string; heading?: Text }[];
}
export interface Content {
  system: { id: string; name: Text; description?: Text; version: string; stage: string; manifest: string; actors?: { party: string; role: string; place?: string; name?: Text }[] };
  tlp: string;
  as_of: string[];
  answers: { as_of: string; verdict: string; headline: Text; sentence: Text }[];
  markets: { market: string; name: Text; covered: boolean; by_date: { as_of: string; counts: Counts; later: number; by_force: Record<string, Counts> }[] }[];
  findings: Finding[];
  measurements: Measurement[];
  questions: Question[];
  what_if: { change: Text; fact: string; value: string; n: number; flips: { id: string; market: string; role: string; from: string; to: string }[] }[];
  facts: { fact: string; question: Text; value: string; by?: string; on?: string; source?: string; disputed: boolean; used_by: number }[];
  risks?: Risk[];
  library: { digest: string; instruments: number; provisions: number };
  command?: string;
}
export interface SystemShown {
  id: string;
  name: Text;
  record: number;
  time: string;
  manifest: string;
  history: { seq: number; kind: string; time: string; answers?: { as_of: string; verdict: string }[] }[];
  content: Content;
}

export const useSystem = (id: string | null) => useGet<SystemShown>(id ? '/api/v1/system/show' : null, { id: id ?? '' });
export const findingHref = (system: string, f: { id: string; market: string; role: string }) => `/findings/${system}/${f.id}?market=${f.market}&role=${f.role}`;

// Who a party is, where the manifest names it; else its id.
export const partyName = (s: SystemShown | undefined, id: string) => say(s?.content.system.actors?.find((a) => a.party === id)?.name) || id;

// A line of a chain as people put it: parties and roles by name, days as the language writes them. What the source says is quoted, and stays as it is.
export function lineSaid(s: SystemShown, l: Line, role: (id: string) => string): string {
  const text = say(l.text), at = l.source ? text.lastIndexOf(l.source) : -1, end = at < 0 ? text.length : at, party = partyName(s, l.by ?? ''), name = party === l.by ? role(l.by) : party;
  let head = text.slice(0, end);
  if (l.by && name !== l.by) head = head.replace(`stated by ${l.by}`, () => `stated by ${name}`).replace(`（${l.by}于`, () => `（${name}于`).replace(`（${l.by}声明`, () => `（${name}声明`);
  return dated(head) + text.slice(end);
}
