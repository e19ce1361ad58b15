// Where two laws collide for who is bound by both.
import { useGet } from '../lib/api';
import { day } from '../lib/format';
import { say, useWords, type Text } from '../lib/i18n';
import { address, ask } from '../lib/router';
import { Confidence, Filter, Force, T, Title, Wait } from '../ui/bits';
import { csv, download } from '../lib/csv';
import { LawTabs, placeName, useLists } from './law';

interface Side {
  id: string;
  heading: Text;
  text: Text;
  market: string;
  deontic: string;
  force: string;
  confidence: string;
}
interface Conflict {
  type: string;
  kind: string;
  a: Side;
  b: Side;
  together: string;
  from?: string;
  force: string;
  confidence: string;
  why: Text;
}

export default function Conflicts() {
  const w = useWords(), q = address.use().query, markets = q.get('markets') ?? '', type = q.get('type') ?? '', lists = useLists();
  const chosen = markets.split(',').filter(Boolean);
  const found = useGet<{ conflicts: Conflict[] }>(chosen.length ? '/api/v1/norm/conflicts' : null, { markets });
  const places = (lists.data?.places ?? []).map((p): [string, string] => [p.id, say(p.label)]).sort((a, b) => a[1].localeCompare(b[1]));
  return (
    <>
      <Title page={w.law.tabs.conflicts} lead={w.law.conflictsLead}>{w.law.conflictsTitle}</Title>
      <LawTabs now="conflicts" />
      <div class="filters">
        <Filter id="f-add" label={w.law.addMarket} none="–" value="" options={places.filter(([v]) => !chosen.includes(v))} change={(v) => v && ask({ markets: [...chosen, v].join(',') })} />
        <Filter id="f-type" label={w.law.conflictType} value={type} options={['H', 'S', 'P'].map((t) => [t, w.law.types(t)])} change={(v) => ask({ type: v })} />
      </div>
      {chosen.length > 0 && <p class="chips">{chosen.map((c) => <button key={c} onClick={() => ask({ markets: chosen.filter((x) => x !== c).join(',') })}>{placeName(lists.data, c)} <span aria-hidden="true">×</span><span class="vh">{w.law.remove}</span></button>)}</p>}
      {chosen.length === 0 ? <p class="mu">{w.law.chooseMarkets} <a href="/law/conflicts?markets=EU,CN">{w.law.exampleConflicts}</a></p> : (
        <Wait of={found} what={w.law.tabs.conflicts}>
          {(f) => {
            const rows = f.conflicts.filter((c) => !type || c.type === type);
            return (
              <>
                <p role="status" class="mu">{w.law.collisions(rows.length)}</p>
                <ul class="rows">{rows.map((c, i) => (
                  <li key={i} data-row>
                    <p class="meta"><span class="strong">{w.law.types(c.type)}</span><Force v={c.force} /><Confidence v={c.confidence} />{c.from && <span>{w.law.from(day(c.from))}</span>}{c.together !== 'true' && <span>{w.law.mayMeet}</span>}</p>
                    <div class="cols">{[c.a, c.b].map((s) => <div key={s.id}><p><a href={`/law/${s.id}`}><strong><T v={s.heading} /></strong></a> <span class="mu sm">{placeName(lists.data, s.market)}</span></p><p><T v={s.text} /></p></div>)}</div>
                    <details data-why><summary>{w.why}</summary><p><T v={c.why} /></p></details>
                  </li>
                ))}</ul>
                <p class="under"><button class="link" onClick={() => download('concord-conflicts.csv', csv([['type', 'a', 'b', 'force', 'confidence', 'from'], ...rows.map((c) => [c.type, c.a.id, c.b.id, c.force, c.confidence, c.from ?? ''])]))}>CSV</button></p>
              </>
            );
          }}
        </Wait>
      )}
    </>
  );
}
