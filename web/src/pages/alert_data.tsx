// What needs me, from all that the node knows: limits passed, deadlines, what expires, what waits for a second person, reports that wait, jobs that failed, law that newly binds.
import { get, may, session, useAnswer, type Problem } from '../lib/api';
import { goesOn, type Job } from '../lib/jobs';
import { day, dueIn, percent } from '../lib/format';
import { say, useWords, w as words, type Text } from '../lib/i18n';
import { to } from '../lib/router';
import { Chip, type Status } from '../ui/bits';
import type { SystemRow } from './systems';
import type { Told } from './watch_data';

export interface Alert {
  key: string;
  what: string;
  status: Status;
  title: Text;
  system?: string;
  name?: Text; // of the system
  due?: string; // a day
  time?: string;
  overdue: boolean;
  href: string;
  more?: string;
  job?: string;
}
interface FromNode {
  what: string;
  system?: string;
  title?: Text;
  due?: string;
  overdue?: boolean;
  record?: number;
  duty?: string;
  fact?: string;
  case?: number;
  watch?: string;
  metric?: string;
  op?: string;
  limit?: string;
  gate_closes?: boolean;
  kind?: string; // of what waits for a second person, as the next three
  command?: string;
  since?: string;
  may?: boolean;
  why_not?: string;
  now?: { lo: string; hi: string; time: string } | null;
}
export interface Alerts {
  list: Alert[];
  missing: string[]; // sources that did not answer
}

function hrefOf(a: FromNode): string {
  if (a.what === 'breach') return `/watch/${a.watch}`;
  if (a.what === 'waiting') return a.command ? '/admin/proposals' : `/log/${a.record}`;
  if (a.what === 'case') return `/cases/${a.case}`;
  if (a.what === 'risk') return `/systems/${a.system}?tab=risks`;
  if (a.what === 'fact') return to('/assess', { system: a.system, fact: a.fact });
  return `/findings/${a.system}`;
}

const waitingMore = (a: FromNode) => [a.command ? words().admin.command : words().log.kindOf(a.kind ?? ''), a.may === undefined ? '' : a.may ? words().two.youMay : words().two.whyNot(a.why_not ?? '')].filter(Boolean).join(' · ');
const fromNode = (a: FromNode): Alert => ({
  key: [a.what, a.system, a.watch ?? a.case ?? a.command ?? (a.what === 'waiting' ? a.record : undefined) ?? a.duty ?? a.fact, say(a.title), a.due].join(' '), what: a.what, status: a.what === 'breach' || a.overdue ? 'failed' : 'unknown', title: a.title ?? a.metric ?? a.watch ?? a.fact ?? '', system: a.system,
  due: a.due, time: a.since ?? a.now?.time, overdue: !!a.overdue, href: hrefOf(a),
  more: a.what === 'waiting' ? waitingMore(a) : a.what === 'breach' && a.now ? words().watch.between(percent(a.now.lo), percent(a.now.hi), `${a.op === '<=' ? '≤' : '≥'}\u00a0${percent(a.limit)}`) + (a.gate_closes ? words().space + words().watch.gateClosed : '') : undefined,
});
const fromJob = (j: Job): Alert => ({ key: 'job ' + j.id, what: 'job', status: 'failed', title: words().alerts.jobOf(j.op), time: j.ended ?? j.created, overdue: false, href: j.op === 'assess' ? `/assess/run?job=${j.id}` : '/alerts', more: j.state === 'interrupted' ? words().assess.interrupted : j.detail ?? undefined, job: j.id });
const MONTH_MS = 30 * 86400000;
const fromLaw = (t: Told): Alert[] => Date.now() - Date.parse(t.time) > MONTH_MS ? [] : t.systems.filter((s) => s.newly_bound.length).map((s) => ({ key: 'law ' + t.time + s.id, what: 'law', status: 'unknown', title: words().alerts.bound(s.newly_bound.length), system: s.id, time: t.time, overdue: false, href: '/watch?view=law' }));

async function gather(): Promise<Alerts> {
  const missing: string[] = [];
  const ask = <T,>(name: string, path: string, none: T, may_: boolean) => may_ ? get<T>(path).catch((x: Problem) => { if (x.status !== 404 && x.status !== 503) missing.push(`${name}: ${x.detail}`); return none; }) : Promise.resolve(none);
  const [node, jobs, reports, law, systems] = await Promise.all([
    get<FromNode[]>('/api/v1/alerts'), ask('jobs', '/api/v1/jobs', { items: [] as Job[] }, true),
    ask('intake', '/api/v1/intake', { items: [] as { id: string; state: string; about: string; text: string; made: string }[] }, may('assessor')), ask('law', '/api/v1/watch/changes', { told: [] as Told[] }, true), ask('systems', '/api/v1/system/list', [] as SystemRow[], true),
  ]);
  const w = words(), list = [
    ...node.map(fromNode), ...law.told.flatMap(fromLaw), ...jobs.items.filter((j) => !goesOn(j) && (j.state === 'failed' || j.state === 'interrupted')).map(fromJob),
    ...reports.items.filter((r) => r.state === 'received').map((r): Alert => ({ key: 'report ' + r.id, what: 'report', status: 'unknown', title: r.text.length > 80 ? r.text.slice(0, 80) + '…' : r.text || w.intake.kindOf(r.about), time: r.made, overdue: false, href: `/intake/${r.id}` })),
  ];
  for (const a of list) a.name = systems.find((s) => s.id === a.system)?.name ?? a.system;
  const rank = (a: Alert) => (a.what === 'breach' ? '0' : a.overdue ? '1' + a.due : a.due ? '2' + a.due : '3' + (a.time ?? ''));
  return { list: list.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)), missing };
}

export function useAlerts() {
  const me = session.use();
  return useAnswer(me ? gather : null, [me?.name, say({ en: 'en', zh: 'zh' })]);
}

export const When = ({ a }: { a: Alert }) => <span class="n">{a.due ? dueIn(a.due) : day(a.time)}</span>;

export function Kind({ a }: { a: Alert }) {
  const w = useWords();
  return <Chip s={a.status}>{w.alerts.kind(a.what)}</Chip>;
}
