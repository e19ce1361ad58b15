// Issues by instrument: how many provisions speak to each. One hue in four steps, and the number stands in each cell.
import { useGet } from '../lib/api';
import { csv, download } from '../lib/csv';
import { say, useWords, type Text } from '../lib/i18n';
import { address, ask } from '../lib/router';
import { Filter, Section, T, Title, Wait } from '../ui/bits';
import { LawTabs, labelIn, placeName, useLists } from './law';

interface Matrix {
  as_of: string;
  instruments: { id: string; title: Text; force: string; jurisdictions: string[]; all: number; themes: Record<string, number>; stages: Record<string, number> }[];
}

const step = (n: number) => (n >= 25 ? 4 : n >= 10 ? 3 : n >= 3 ? 2 : 1);

// On a phone: market by market, and of each instrument the issues that it speaks to; what is empty is left out.
function ByMarket({ m, by, heads }: { m: Matrix; by: 'themes' | 'stages'; heads: string[] }) {
  const w = useWords(), lists = useLists(), markets = [...new Set(m.instruments.flatMap((r) => r.jurisdictions))].map((j) => ({ id: j, name: placeName(lists.data, j) })).sort((a, b) => a.name.localeCompare(b.name, document.documentElement.lang));
  return (
    <div class="by-market">
      {markets.map((j) => (
        <Section key={j.id} title={j.name}>
          <ul class="rows">{m.instruments.filter((r) => r.jurisdictions.includes(j.id)).map((r) => (
            <li key={r.id} data-row><p><a href={`/law/${r.id}`}><T v={r.title} /></a> <span class="mu sm">{w.law.provisionsOf(r.all)}</span></p>
              <ul class="cells">{heads.filter((h) => r[by][h]).map((h) => <li key={h}><span class={`cell b${step(r[by][h]!)}`}>{r[by][h]}</span> {labelIn(lists.data, by, h)}</li>)}</ul></li>
          ))}</ul>
        </Section>
      ))}
    </div>
  );
}

export default function MatrixPage() {
  const w = useWords(), q = address.use().query, market = q.get('market') ?? '', by = q.get('by') === 'stages' ? 'stages' : 'themes', force = q.get('force') ?? '', lists = useLists();
  const found = useGet<Matrix>('/api/v1/norm/matrix', { market, force });
  const heads = (lists.data?.[by] ?? []).map((m) => m.id);
  const name = (id: string) => labelIn(lists.data, by, id);
  return (
    <>
      <Title page={w.law.tabs.matrix} lead={w.law.matrixLead}>{w.law.matrixTitle}</Title>
      <LawTabs now="matrix" />
      <div class="filters">
        <Filter id="f-market" label={w.law.market} value={market} options={(lists.data?.places ?? []).map((p): [string, string] => [p.id, say(p.label)]).sort((a, b) => a[1].localeCompare(b[1]))} change={(v) => ask({ market: v })} />
        <Filter id="f-force" label={w.law.force} value={force} options={(lists.data?.force ?? []).map((p): [string, string] => [p.id, say(p.label)])} change={(v) => ask({ force: v })} />
        <span class="field-row"><label for="f-by">{w.law.by}</label><select id="f-by" value={by} onChange={(e) => ask({ by: (e.target as HTMLSelectElement).value })}><option value="themes">{w.law.themes}</option><option value="stages">{w.law.stages}</option></select></span>
      </div>
      <Wait of={found} what={w.law.tabs.matrix}>
        {(m) => (
          <>
            <ByMarket m={m} by={by} heads={heads} />
            <div class="matrix" tabIndex={0} role="region" aria-label={w.law.matrixTitle}>
              <table class="t wide">
                <caption>{w.law.matrixCaption}</caption>
                <thead><tr><th scope="col">{w.law.instrument}</th>{heads.map((h) => <th key={h} scope="col">{name(h)}</th>)}<th scope="col">{w.law.together}</th></tr></thead>
                <tbody>{m.instruments.map((r) => (
                  <tr key={r.id} data-row><th scope="row"><a href={`/law/${r.id}`}><T v={r.title} /></a></th>
                    {heads.map((h) => { const n = r[by][h] ?? 0; return <td key={h}>{n ? <span class={`cell b${step(n)}`}>{n}</span> : <span class="mu" aria-label={w.law.noneHere}>–</span>}</td>; })}
                    <td class="n strong">{r.all}</td></tr>
                ))}</tbody>
              </table>
            </div>
            <p class="under"><span>{w.law.matrixSteps}</span><button class="link" onClick={() => download('concord-matrix.csv', csv([[w.law.instrument, ...heads.map(name), w.law.together], ...m.instruments.map((r) => [say(r.title), ...heads.map((h) => r[by][h] ?? 0), r.all])]))}>CSV</button></p>
          </>
        )}
      </Wait>
    </>
  );
}
