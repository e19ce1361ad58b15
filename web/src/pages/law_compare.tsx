// Two instruments side by side: what both ask, and what each asks alone.
import { useGet } from '../lib/api';
import { locator } from '../lib/format';
import { say, useWords, type Text } from '../lib/i18n';
import { address, ask } from '../lib/router';
import { Confidence, Filter, Force, Section, T, Title, Wait } from '../ui/bits';
import { Table } from '../ui/table';
import { LawTabs, ProvisionTable, useLists, type Provision, type Row } from './law';

interface Both {
  a: Provision;
  b: Provision;
  same_act: boolean;
  rel?: string;
  disputed: boolean;
  strength?: number;
  gap?: Text;
}
interface Compared {
  a: { id: string; title: Text; force: string; asks: number; not_counted: number };
  b: Compared['a'];
  both: Both[];
  only_a: Provision[];
  only_b: Provision[];
}

const Cell = ({ p }: { p: Provision }) => <><a href={`/law/${p.id}`}><T v={p.heading} /></a> <p class="meta"><span>{locator(p.id)}</span><Force v={p.force} /><Confidence v={p.confidence} /></p></>;

export default function Compare() {
  const w = useWords(), q = address.use().query, a = q.get('a') ?? '', b = q.get('b') ?? '', lists = useLists(), list = useGet<Row[]>('/api/v1/norm/list');
  const found = useGet<Compared>(a && b ? '/api/v1/norm/compare' : null, { a, b });
  const options = (list.data ?? []).map((r): [string, string] => [r.id, say(r.title)]).sort((x, y) => x[1].localeCompare(y[1]));
  return (
    <>
      <Title page={w.law.tabs.compare} lead={w.law.compareLead}>{w.law.compareTitle}</Title>
      <LawTabs now="compare" />
      <div class="filters"><Filter id="f-a" label={w.law.one} none="–" value={a} options={a && !options.some(([v]) => v === a) ? [[a, a], ...options] : options} change={(v) => ask({ a: v })} /><Filter id="f-b" label={w.law.other} none="–" value={b} options={options} change={(v) => ask({ b: v })} /></div>
      {!(a && b) ? <p class="mu">{w.law.chooseTwo} <a href="/law/compare?a=eu-ai-act&b=kr-ai-basic-act">{w.law.exampleCompare}</a></p> : (
        <Wait of={found} what={w.law.tabs.compare}>
          {(c) => (
            <>
              <p class="lead">{w.law.compared(say(c.a.title), say(c.b.title), c.both.length)}</p>
              <Section title={w.law.both} more={String(c.both.length)}>
                <Table id="both" hideCaption caption={w.law.both} rows={c.both} keyOf={(x) => x.a.id + x.b.id} file={`concord-${c.a.id}-${c.b.id}`} columns={[
                  { key: 'a', head: say(c.a.title), cell: (x) => <Cell p={x.a} />, value: (x) => x.a.id },
                  { key: 'b', head: say(c.b.title), cell: (x) => <Cell p={x.b} />, value: (x) => x.b.id },
                  { key: 'gap', head: w.law.difference, cell: (x) => <>{x.rel && <span class="sm mu">{w.law.rel(x.rel)}{x.disputed && ', ' + w.law.disputed}</span>}{x.gap && <p><T v={x.gap} /></p>}</>, value: (x) => say(x.gap), fixed: true },
                ]} />
              </Section>
              <Section title={w.law.only(say(c.a.title))} more={String(c.only_a.length)}><ProvisionTable id="only_a" caption={w.law.only(say(c.a.title))} rows={c.only_a} lists={lists.data} /></Section>
              <Section title={w.law.only(say(c.b.title))} more={String(c.only_b.length)}><ProvisionTable id="only_b" caption={w.law.only(say(c.b.title))} rows={c.only_b} lists={lists.data} /></Section>
            </>
          )}
        </Wait>
      )}
    </>
  );
}
