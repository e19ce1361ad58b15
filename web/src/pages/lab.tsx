// What can be measured, by property; one metric with when it is right and when it misleads.
import { useGet } from '../lib/api';
import { say, useWords, type Text } from '../lib/i18n';
import { address, ask } from '../lib/router';
import { Filter, Section, T, Title, Wait } from '../ui/bits';
import { Table } from '../ui/table';
import { labelIn, useLists } from './law';

export interface Metric {
  name: string;
  title: Text;
  property: string;
  unit: string;
  formula: string;
  reference: string;
  interval: string;
  assumptions: string;
  procedure?: string;
  meaning?: Text;
  use?: string;
  misuse?: string;
}

function One({ name }: { name: string }) {
  const w = useWords(), lists = useLists(), m = useGet<Metric>('/api/v1/lab/show', { metric: name });
  const row = (head: string, v: string | undefined) => v ? <><dt>{head}</dt><dd lang="en">{v}</dd></> : null;
  return (
    <Wait of={m} what={name}>
      {(x) => (
        <>
          <p class="up"><a href="/lab">{w.lab.title}</a></p>
          <Title page={say(x.title)} lead={<T v={x.meaning} />}><T v={x.title} /></Title>
          <dl class="pairs">
            <dt>{w.lab.name}</dt><dd><code>{x.name}</code></dd>
            <dt>{w.lab.property}</dt><dd>{labelIn(lists.data, 'properties', x.property)}</dd>
            {row(w.lab.unit, x.unit)}{row(w.lab.interval, x.interval)}{row(w.lab.use, x.use)}{row(w.lab.misuse, x.misuse)}{row(w.lab.assumptions, x.assumptions)}{row(w.lab.procedure, x.procedure)}{row(w.lab.reference, x.reference)}
          </dl>
          <Section title={w.lab.measure}><p>{w.lab.measureSay}</p><pre>{`policy.yaml\nlimits:\n- {metric: ${x.name}, attribute: group}`}</pre></Section>
        </>
      )}
    </Wait>
  );
}

export default function Lab({ at }: { at: string[] }) {
  const w = useWords(), lists = useLists(), list = useGet<Metric[]>('/api/v1/lab/list'), property = address.use().query.get('property') ?? '';
  if (at[0]) return <One name={at[0]} key={at[0]} />;
  return (
    <>
      <Title page={w.lab.title} lead={w.lab.lead}>{w.lab.title}</Title>
      <Wait of={list} what={w.lab.title}>
        {(rows) => (
          <>
            <div class="filters"><Filter id="f-property" label={w.lab.property} value={property} options={[...new Set(rows.map((r) => r.property))].map((p) => [p, labelIn(lists.data, 'properties', p)])} change={(v) => ask({ property: v })} /></div>
            <Table id="lab" caption={w.lab.title} rows={rows.filter((r) => !property || r.property === property)} keyOf={(r) => r.name} file="concord-metrics" columns={[
              { key: 'title', head: w.lab.metric, cell: (r) => <a href={`/lab/${r.name}`}><T v={r.title} /></a>, value: (r) => say(r.title) },
              { key: 'property', head: w.lab.property, cell: (r) => labelIn(lists.data, 'properties', r.property), value: (r) => r.property },
              { key: 'meaning', head: w.lab.says, cell: (r) => <T v={r.meaning} />, value: (r) => say(r.meaning), fixed: true },
              { key: 'unit', head: w.lab.unit, cell: (r) => <span lang="en">{r.unit}</span>, value: (r) => r.unit },
            ]} />
          </>
        )}
      </Wait>
    </>
  );
}
