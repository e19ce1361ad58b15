// Findings: why this answer? From the result to the facts, the condition, the clause and the signature.
import { may, session, useGet } from '../lib/api';
import { dated, day, locator } from '../lib/format';
import { otherTongue, say, useWords } from '../lib/i18n';
import { address, ask, to } from '../lib/router';
import { Chip, Confidence, Empty, Filter, Force, Section, Cite, T, Title, Wait, statusOf, type Status } from '../ui/bits';
import { Table } from '../ui/table';
import { NeedsSignIn } from './closed';
import { labelIn, placeName, useLists } from './law';
import { findingHref, lineSaid, partyName, useSystem, type Evidence, type Finding, type SystemShown } from './system_data';
import type { SystemRow } from './systems';
import { WaivePage } from './waive';

const rank = ['not_satisfied', 'unknown', 'waived', 'satisfied', 'not_applicable'];
const findingOf = (f: Finding) => f.by_date[0]?.finding ?? 'unknown';

function List({ system }: { system: string }) {
  const w = useWords(), s = useSystem(system), q = address.use().query, lists = useLists();
  const status = q.get('status') ?? '', market = q.get('market') ?? '', force = q.get('force') ?? '';
  return (
    <Wait of={s} what={w.menu.findings}>
      {(x) => {
        const all = x.content.findings.filter((f) => status ? findingOf(f) === status : findingOf(f) !== 'not_applicable');
        const rows = all.filter((f) => (!market || f.market === market) && (!force || f.force === force)).sort((a, b) => rank.indexOf(findingOf(a)) - rank.indexOf(findingOf(b)));
        return (
          <>
            <p class="up"><a href={`/systems/${x.id}`}><T v={x.name} /></a></p>
            <Title page={`${w.menu.findings}: ${say(x.name)}`} lead={<span lang={otherTongue(x.content.answers[0]?.sentence)}>{dated(say(x.content.answers[0]?.sentence))}</span>}>{w.findings.of(say(x.name))}</Title>
            <div class="filters">
              <Filter id="f-status" label={w.findings.answer} value={status} options={rank.map((r) => [r, w.verdict(r)])} change={(v) => ask({ status: v })} />
              <Filter id="f-market" label={w.law.market} value={market} options={x.content.markets.map((m) => [m.market, say(m.name)])} change={(v) => ask({ market: v })} />
              <Filter id="f-force" label={w.law.force} value={force} options={[...new Set(x.content.findings.map((f) => f.force))].map((f) => [f, w.force[f as keyof typeof w.force] ?? f])} change={(v) => ask({ force: v })} />
            </div>
            <Table id="findings" caption={w.findings.caption(day(x.content.as_of[0]))} rows={rows} keyOf={(f) => f.id + f.market + f.role + f.actor} file={`concord-${x.id}-findings`} columns={[
              { key: 'heading', head: w.law.provision, cell: (f) => <><a href={findingHref(x.id, f)}><T v={f.heading} /></a><p class="sm mu"><Cite title={f.instrument.title} id={f.id} /> <Confidence v={f.confidence} /></p></>, value: (f) => say(f.heading) },
              { key: 'answer', head: w.findings.answer, cell: (f) => <Chip s={statusOf(findingOf(f))}>{w.verdict(findingOf(f))}</Chip>, value: (f) => rank.indexOf(findingOf(f)) },
              { key: 'market', head: w.law.market, cell: (f) => placeName(lists.data, f.market), value: (f) => f.market },
              { key: 'role', head: w.findings.role, cell: (f) => labelIn(lists.data, 'roles', f.role).replace(/ ?[（(].*/, ''), value: (f) => f.role },
              { key: 'force', head: w.law.force, cell: (f) => <Force v={f.force} />, value: (f) => f.force },
            ]} />
          </>
        );
      }}
    </Wait>
  );
}

// A document that is there meets nothing by itself; one that is missing or has ended is not known to be.
const statusOfEvidence = (s: string): Status => (['met', 'meets', 'present', 'given'].includes(s) ? 'satisfied' : ['unmet', 'fails', 'absent', 'expired'].includes(s) ? 'failed' : s === 'not_asked' ? 'na' : 'unknown');

const canWaive = (f: Finding) => ['not_satisfied', 'unknown'].includes(findingOf(f));

function Chain({ s, f }: { s: SystemShown; f: Finding }) {
  const w = useWords(), st = statusOf(findingOf(f)), lists = useLists();
  const asked = (e: Evidence) => { const type = /^Document: ([\w-]+)$/.exec(typeof e.text === 'object' ? e.text?.en ?? '' : '')?.[1]; return type && labelIn(lists.data, 'document_types', type); };
  return (
    <>
      <p class="up"><a href={`/findings/${s.id}`}>{w.findings.of(say(s.name))}</a></p>
      <Title page={say(f.heading)}><T v={f.heading} /></Title>
      <div class={`answer ${st}`}><p class="what"><Chip s={st}>{w.verdict(findingOf(f))}</Chip></p><p class="say"><T v={f.text} /></p><p class="sm mu">{placeName(lists.data, f.market)} · {labelIn(lists.data, 'roles', f.role)} · {partyName(s, f.actor)} · {w.answer(f.by_date[0]?.answer ?? '')}{f.by_date[0]?.from && ` · ${w.law.from(day(f.by_date[0].from))}`}</p></div>
      <Section title={w.findings.facts}>
        {f.why.lines.length === 0 ? <p class="mu">{w.findings.noChain}</p> : <ol class="chain">{f.why.lines.map((l, i) => <li key={i} class={`d${Math.min(3, l.depth)}`}><span lang={otherTongue(l.text)}>{lineSaid(s, l, (id) => labelIn(lists.data, 'people_roles', id))}</span>{l.locator && <> <a class="sm" href={`/law/${f.id.split('/')[0]}/${l.locator}`}>{locator(l.locator)}</a></>}</li>)}</ol>}
        {f.missing.length > 0 && <><h3>{w.findings.missing}</h3><ul class="rows">{f.missing.map((m, i) => <li key={i} data-row><a href={`/assess?system=${s.id}&fact=${m.fact ?? ''}`}><T v={m.question ?? m.fact} /></a></li>)}</ul></>}
      </Section>
      <Section title={w.findings.evidence}>
        {f.evidence.length === 0 ? <p class="mu">{w.findings.noEvidence}</p> : <ul class="rows">{f.evidence.map((e) => <li key={e.id}><p class="strong">{asked(e) ?? <T v={e.text} />}</p><p class="meta"><Chip s={statusOfEvidence(e.status)}>{w.findings.evidenceStatus(e.status)}</Chip><span>{w.law.evidenceKind(e.kind)} <code>{e.id}</code></span>{e.by && <span>{labelIn(lists.data, 'people_roles', e.by)} {day(e.on)}</span>}</p></li>)}</ul>}
      </Section>
      <Section title={w.findings.clause}>
        <p><a href={`/law/${f.id}`}><Cite title={f.instrument.title} id={f.id} /></a> <Force v={f.force} /> <Confidence v={f.confidence} /></p>
        {f.why.expression && <p>{w.law.condition}: <code>{f.why.expression}</code></p>}
        {f.note && <p class="mu sm"><T v={f.note} /></p>}
      </Section>
      {may('officer') && canWaive(f) && <Section title={w.waive.title}><p class="text">{w.waive.say}</p><p class="acts"><a class="btn s" href={to(`/findings/${s.id}/${f.id}`, { market: f.market, role: f.role, waive: 'yes' })}>{w.waive.begin}</a></p></Section>}
      <Section title={w.findings.signature}><p>{w.findings.signatureSay} <a href={`/log/${s.record}`}>{w.log.number(s.record)}</a></p><p><code>concord why {f.id} system.yaml</code></p></Section>
    </>
  );
}

function One({ system, id }: { system: string; id: string }) {
  const w = useWords(), s = useSystem(system), q = address.use().query, market = q.get('market'), role = q.get('role');
  return (
    <Wait of={s} what={id}>
      {(x) => {
        const f = x.content.findings.find((y) => y.id === id && (!market || y.market === market) && (!role || y.role === role));
        return f ? q.get('waive') && may('officer') ? <WaivePage s={x} f={f} /> : <Chain s={x} f={f} /> : <><Title>{w.error.notHere}</Title><Empty title={w.findings.notThere}><p><a href={`/findings/${system}`}>{w.menu.findings}</a></p></Empty></>;
      }}
    </Wait>
  );
}

function Choose() {
  const w = useWords(), list = useGet<SystemRow[]>('/api/v1/system/list');
  return (
    <>
      <Title page={w.menu.findings} lead={w.findings.lead}>{w.findings.title}</Title>
      <Wait of={list} what={w.menu.systems}>
        {(rows) => rows.length === 0 ? <Empty title={w.findings.none}><p class="acts"><a class="btn" href="/assess">{w.systems.first}</a></p></Empty>
          : <ul class="rows">{rows.map((r) => <li key={r.id} data-row><p><a href={`/findings/${r.id}`}><strong><T v={r.name ?? r.id} /></strong></a></p>{r.answers?.[0] && <p><Chip s={statusOf(r.answers[0].verdict)}>{w.verdict(r.answers[0].verdict)}</Chip></p>}</li>)}</ul>}
      </Wait>
    </>
  );
}

export default function Findings({ at }: { at: string[] }) {
  const w = useWords(), me = session.use();
  if (me === null) return <NeedsSignIn title={w.findings.title} why={w.findings.closed} />;
  if (me === undefined) return <p class="wait" />;
  return at.length >= 2 ? <One system={at[0]!} id={at.slice(1).join('/')} key={at.join('/')} /> : at[0] ? <List system={at[0]} key={at[0]} /> : <Choose />;
}
