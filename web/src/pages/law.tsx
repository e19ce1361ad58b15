// Law: what it says, since when, for whom, and who else asks the same.
import { useEffect, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { useGet } from '../lib/api';
import { day } from '../lib/format';
import { say, useWords, type Text } from '../lib/i18n';
import { address, ask } from '../lib/router';
import { Confidence, Filter, Force, T, Tabs, Title, Wait } from '../ui/bits';
import { Table } from '../ui/table';

export interface Row {
  id: string;
  title: Text;
  issuer: Text;
  kind: string;
  force: string;
  status: string;
  as_of: string;
  jurisdictions: string[];
  confidence: string;
  provisions: number;
  url: string;
}
export interface Provision {
  id: string;
  instrument: string;
  heading: Text;
  deontic: string;
  force: string;
  status: string;
  confidence: string;
  from?: string;
  until?: string;
  roles?: string[];
}
export interface Member {
  id: string;
  label: Text;
  members?: string[];
}
export type Lists = Record<string, Member[]>;

export const useLists = () => useGet<Lists>('/api/v1/norm/words');
export function labelIn(lists: Lists | undefined, list: string, id: string): string {
  return say(lists?.[list]?.find((m) => m.id === id)?.label) || id;
}
export function placeName(lists: Lists | undefined, id: string): string {
  const m = lists?.places?.find((x) => x.id === id) ?? lists?.groups?.find((x) => x.id === id);
  return say(m?.label) || id;
}

const tabs = ['list', 'search', 'compare', 'matrix', 'timeline', 'conflicts', 'map', 'protects'] as const;
export function LawTabs({ now }: { now: string }) {
  const w = useWords();
  return <Tabs label={w.law.views} now={now} tabs={tabs.map((t) => ({ id: t, href: t === 'list' ? '/law' : '/law/' + t, text: w.law.tabs[t] }))} />;
}

const forceOrder = ['binding', 'standard', 'soft', 'voluntary', 'draft'];

function List() {
  const w = useWords(), list = useGet<Row[]>('/api/v1/norm/list'), lists = useLists(), q = address.use().query;
  const force = q.get('force') ?? '', place = q.get('place') ?? '';
  return (
    <>
      <Title page={w.menu.law} lead={w.law.lead}>{w.law.title}</Title>
      <LawTabs now="list" />
      <Wait of={list} what={w.law.instruments}>
        {(rows) => {
          const places = [...new Set(rows.flatMap((r) => r.jurisdictions))].map((p): [string, string] => [p, placeName(lists.data, p)]).sort((a, b) => a[1].localeCompare(b[1]));
          const shown = rows.filter((r) => (!force || r.force === force) && (!place || r.jurisdictions.includes(place)));
          return (
            <>
              <div class="filters">
                <Filter id="f-force" label={w.law.force} value={force} options={forceOrder.map((f) => [f, w.force[f as keyof typeof w.force]])} change={(v) => ask({ force: v })} />
                <Filter id="f-place" label={w.law.place} value={place} options={places} change={(v) => ask({ place: v })} />
              </div>
              <Table id="law" caption={w.law.instruments} rows={shown} keyOf={(r) => r.id} file="concord-instruments" columns={[
                { key: 'title', head: w.law.instrument, cell: (r) => <a href={`/law/${r.id}`}><T v={r.title} /></a>, value: (r) => say(r.title) },
                { key: 'place', head: w.law.place, cell: (r) => r.jurisdictions.map((j) => placeName(lists.data, j)).join(', '), value: (r) => r.jurisdictions.join(' ') },
                { key: 'force', head: w.law.force, cell: (r) => <Force v={r.force} />, value: (r) => forceOrder.indexOf(r.force) },
                { key: 'status', head: w.law.status, cell: (r) => labelIn(lists.data, 'status', r.status), value: (r) => r.status },
                { key: 'n', head: w.law.provisions, cell: (r) => r.provisions, value: (r) => r.provisions, num: true },
                { key: 'source', head: w.law.source, cell: (r) => r.confidence === 'read' ? w.law.read : <Confidence v={r.confidence} />, value: (r) => r.confidence },
              ]} />
            </>
          );
        }}
      </Wait>
    </>
  );
}

// ---- search

interface Hit extends Provision {
  what: string;
  title?: Text;
  snippet?: { of: string; parts: { text: string; hit: boolean }[] };
}

function Search() {
  const w = useWords(), q = address.use().query, words = q.get('words') ?? '', market = q.get('market') ?? '', lists = useLists();
  const found = useGet<{ found: number; all_words: boolean; hits: Hit[] }>(words ? '/api/v1/norm/search' : null, { words, market, limit: '50' });
  return (
    <>
      <Title page={w.law.tabs.search}>{words ? w.law.searchFor(words) : w.law.tabs.search}</Title>
      <LawTabs now="search" />
      <form class="filters" onSubmit={(e) => { e.preventDefault(); ask({ words: new FormData(e.target as HTMLFormElement).get('q') as string }); }}>
        <span class="field-row"><label for="q">{w.law.words}</label><input id="q" name="q" type="search" defaultValue={words} key={words} /></span>
        <Filter id="f-market" label={w.law.market} value={market} options={(lists.data?.places ?? []).map((p): [string, string] => [p.id, say(p.label)]).sort((a, b) => a[1].localeCompare(b[1]))} change={(v) => ask({ market: v })} />
        <span class="field-row"><span class="vh">.</span><button class="btn">{w.law.tabs.search}</button></span>
      </form>
      {!words ? <p class="mu">{w.law.searchHint}</p> : (
        <Wait of={found} what={w.law.tabs.search}>
          {(f) => f.hits.length === 0 ? <p role="status">{w.law.nothingFound}</p> : (
            <>
              <p role="status" class="mu">{w.law.found(f.found)}{!f.all_words && ' ' + w.law.someWords}</p>
              <ul class="rows">
                {f.hits.map((h) => (
                  <li key={h.id} data-row>
                    <a href={`/law/${h.id}`}><strong><T v={h.heading ?? h.title} /></strong></a>
                    <p class="meta"><code>{h.id}</code><Force v={h.force} /><Confidence v={h.confidence} />{h.from && <span>{w.law.from(day(h.from))}</span>}</p>
                    {h.snippet && <p lang={h.snippet.of.endsWith('.zh') ? 'zh-Hans' : h.snippet.of.endsWith('.en') ? 'en' : undefined}>{h.snippet.parts.map((p, i) => p.hit ? <mark key={i}>{p.text}</mark> : p.text)}</p>}
                  </li>
                ))}
              </ul>
            </>
          )}
        </Wait>
      )}
    </>
  );
}

// ---- whom it protects

function Protects() {
  const w = useWords(), q = address.use().query, group = q.get('group') ?? 'children', lists = useLists();
  const list = useGet<{ label: Text; provisions: Provision[] }>('/api/v1/norm/protects', { group });
  return (
    <>
      <Title page={w.law.tabs.protects} lead={w.law.protectsLead}>{w.law.protectsTitle(labelIn(lists.data, 'protects', group))}</Title>
      <LawTabs now="protects" />
      <div class="filters"><Filter id="f-group" label={w.law.group} value={group} options={(lists.data?.protects ?? []).map((p): [string, string] => [p.id, say(p.label)])} change={(v) => ask({ group: v })} /></div>
      <Wait of={list} what={w.law.provisions}>
        {(l) => <ProvisionTable rows={l.provisions} id="protects" caption={w.law.provisions} lists={lists.data} />}
      </Wait>
    </>
  );
}

export function ProvisionTable({ rows, id, caption, lists }: { rows: Provision[]; id: string; caption: string; lists: Lists | undefined }) {
  const w = useWords();
  return (
    <Table id={id} caption={caption} rows={rows} keyOf={(r) => r.id} file={`concord-${id}`} columns={[
      { key: 'heading', head: w.law.provision, cell: (r) => <a href={`/law/${r.id}`}><T v={r.heading} /></a>, value: (r) => say(r.heading) },
      { key: 'id', head: w.law.id, cell: (r) => <code>{r.id}</code>, value: (r) => r.id },
      { key: 'deontic', head: w.law.kind, cell: (r) => labelIn(lists, 'deontic', r.deontic), value: (r) => r.deontic },
      { key: 'force', head: w.law.force, cell: (r) => <><Force v={r.force} /> <Confidence v={r.confidence} /></>, value: (r) => forceOrder.indexOf(r.force) },
      { key: 'from', head: w.law.since, cell: (r) => r.from ? <span class="n">{day(r.from)}</span> : w.law.openDate, value: (r) => r.from ?? '' },
    ]} />
  );
}


// ---- which view

type View = ComponentType<{ at: string[] }>;
const views: Record<string, () => Promise<{ default: View }>> = {
  compare: () => import('./law_compare'), matrix: () => import('./law_matrix'), timeline: () => import('./law_timeline'), conflicts: () => import('./law_conflicts'), map: () => import('./law_map'),
  read: () => import('./law_read'),
};
const loaded = new Map<string, View>();

export default function Law({ at }: { at: string[] }) {
  const first = at[0] ?? '', [, again] = useState(0), name = first in views && first !== 'read' ? first : 'read';
  const direct = first === '' || first === 'search' || first === 'protects';
  useEffect(() => {
    if (!direct && !loaded.has(name)) void views[name]!().then((m) => { loaded.set(name, m.default); again((n) => n + 1); });
  }, [name, direct]);
  if (first === '') return <List />;
  if (first === 'search') return <Search />;
  if (first === 'protects') return <Protects />;
  const View = loaded.get(name);
  return View ? <View at={at} /> : <p class="wait" />;
}
