// Reading: an instrument with its provisions, or one provision with all that is known of it.
import { useEffect } from 'preact/hooks';
import { useGet } from '../lib/api';
import { day, locator, placed } from '../lib/format';
import { say, useWords, type Text } from '../lib/i18n';
import { Cite, Confidence, Force, Section, T, Title, Wait } from '../ui/bits';
import { Table } from '../ui/table';
import { labelIn, placeName, useLists, type Lists, type Provision, type Row } from './law';

interface Full {
  id: string;
  heading: Text;
  text: Text;
  confidence?: string;
  deontic: string;
  act?: string;
  object?: string;
  roles?: string[];
  stages?: string[];
  themes?: string[];
  protects?: string[];
  properties?: string[];
  applies_when?: string;
  applies?: { from?: string; until?: string; when?: string }[];
  penalty?: string;
  evidence?: { id: string; kind: string; type?: string; metric?: string; signed_by?: string; max_age?: string; op?: string; value?: string }[];
  note?: Text;
}
interface Instrument {
  id: string;
  title: Text;
  issuer: Text;
  kind: string;
  force: string;
  status: { value: string; as_of: string; note?: Text };
  jurisdictions: string[];
  dates?: { date: string; what: string; note?: Text }[];
  official?: { reference?: string; url?: string };
  sources?: { read: string; extent: string; on: string }[];
  confidence: string;
  notes?: Text;
  provisions: Full[];
}
interface Alike {
  b: Provision;
  rel?: string;
  disputed?: boolean;
  strength?: number;
  gap?: Text;
}
interface Shown extends Full {
  full: string;
  force: string;
  penalty_text?: Provision & { text: Text };
  related_to: { from: string; rel: string }[];
  alike: Alike[];
  instrument: Instrument & { status: string };
}

const outside = (url: string | undefined) => url && /^https?:/.test(url) ? url : undefined;

function Facts({ p, lists, force }: { p: Full; lists: Lists | undefined; force: string }) {
  const w = useWords(), many = (list: string, ids: string[] | undefined) => (ids ?? []).map((i) => labelIn(lists, list, i)).join(w.semi);
  return (
    <dl class="pairs">
      <dt>{w.law.kind}</dt><dd>{labelIn(lists, 'deontic', p.deontic)} <Force v={force} /> <Confidence v={p.confidence} /></dd>
      {!!p.roles?.length && <><dt>{w.law.forWhom}</dt><dd>{many('roles', p.roles)}</dd></>}
      {!!p.stages?.length && <><dt>{w.law.stages}</dt><dd>{many('stages', p.stages)}</dd></>}
      {!!p.themes?.length && <><dt>{w.law.themes}</dt><dd>{many('themes', p.themes)}</dd></>}
      {!!p.protects?.length && <><dt>{w.law.protectsWhom}</dt><dd>{many('protects', p.protects)}</dd></>}
      {!!p.applies?.length && <><dt>{w.law.since}</dt><dd>{p.applies.map((a, i) => <p key={i}>{a.from ? w.law.from(day(a.from)) : w.law.openDate}{a.until && ' ' + w.law.until(day(a.until))}{a.when && <> {w.law.ifHolds} <code>{a.when}</code></>}</p>)}</dd></>}
      {p.applies_when && <><dt>{w.law.condition}</dt><dd><code>{p.applies_when}</code></dd></>}
      {!!p.evidence?.length && <><dt>{w.law.evidence}</dt><dd>{p.evidence.map((e) => <p key={e.id}><code>{e.id}</code> {w.law.evidenceKind(e.kind)}{e.type && `: ${labelIn(lists, 'document_types', e.type)}`}{e.metric && <>: <a href={`/lab/${e.metric}`}>{e.metric}</a> {e.op} {e.value}</>}{e.signed_by && `${w.comma}${w.law.signedBy(labelIn(lists, 'people_roles', e.signed_by))}`}</p>)}</dd></>}
    </dl>
  );
}

function One({ id }: { id: string }) {
  const w = useWords(), lists = useLists(), list = useGet<Row[]>('/api/v1/norm/list'), shown = useGet<Shown>('/api/v1/norm/show', { id, all: 'true' });
  return (
    <Wait of={shown} what={id}>
      {(p) => (
        <>
          <p class="up"><a href={`/law/${p.instrument.id}`}><T v={p.instrument.title} /></a></p>
          <Title page={say(p.heading)}>{placed(p.full) && `${placed(p.full)} · `}<T v={p.heading} /></Title>
          <div class="text"><p><T v={p.text} /></p></div>
          {p.note && <p class="mu sm text"><T v={p.note} /></p>}
          <Facts p={p} lists={lists.data} force={p.force} />
          <Section id="alike" title={w.law.alike} more={<a href={`/law/compare?a=${p.full}`}>{w.law.tabs.compare}</a>}>
            {p.alike.length === 0 ? <p class="mu">{w.law.nobodyElse}</p> : (
              <ul class="rows">{p.alike.map((x) => (
                <li key={x.b.id} data-row>
                  <a href={`/law/${x.b.id}`}><strong><T v={x.b.heading} /></strong></a>
                  <p class="meta"><span><Cite title={list.data?.find((r) => r.id === x.b.id.split('/')[0])?.title ?? x.b.id.split('/')[0]} id={x.b.id} /></span><Force v={x.b.force} /><Confidence v={x.b.confidence} />{x.rel && <span>{w.law.rel(x.rel)}</span>}{x.disputed && <span>{w.law.disputed}</span>}</p>
                  {x.gap && <p><T v={x.gap} /></p>}
                </li>
              ))}</ul>
            )}
          </Section>
          {p.penalty_text && <Section title={w.law.penalty}><p class="text"><T v={p.penalty_text.text} /></p><p class="sm"><a href={`/law/${p.penalty_text.id}`}>{locator(p.penalty_text.id)}</a></p></Section>}
          <Section title={w.law.source}><Source x={p.instrument} /></Section>
        </>
      )}
    </Wait>
  );
}

function Source({ x }: { x: { official?: Instrument['official']; sources?: Instrument['sources']; notes?: Text } }) {
  const w = useWords();
  return (
    <>
      {x.official && <p>{x.official.reference} {outside(x.official.url) ? <a href={outside(x.official.url)} rel="noreferrer">{w.law.official}</a> : x.official.url && <Confidence v="unverified" />}</p>}
      {!!x.sources?.length && <details><summary>{w.law.howRead}</summary><ul class="rows sm">{x.sources.map((s) => <li key={s.read} lang="en">{s.read} ({s.extent}, {day(s.on)})</li>)}</ul></details>}
      {x.notes && <p class="sm mu text"><T v={x.notes} /></p>}
    </>
  );
}

function Whole({ id }: { id: string }) {
  const w = useWords(), lists = useLists(), shown = useGet<Instrument>('/api/v1/norm/show', { id });
  useEffect(() => {
    if (shown.data && location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }, [shown.data]);
  return (
    <Wait of={shown} what={id}>
      {(x) => (
        <>
          <p class="up"><a href="/law">{w.law.title}</a></p>
          <Title page={say(x.title)} lead={<T v={x.issuer} />}><T v={x.title} /></Title>
          <p class="meta"><Force v={x.force} /><span>{labelIn(lists.data, 'status', x.status.value)} ({day(x.status.as_of)})</span><span>{x.jurisdictions.map((j) => placeName(lists.data, j)).join(', ')}</span><Confidence v={x.confidence} /><a href={`/law/compare?a=${x.id}`}>{w.law.tabs.compare}</a></p>
          {x.status.note && <p class="text"><T v={x.status.note} /></p>}
          <Section title={w.law.provisions} more={String(x.provisions.length)}>
            <Table id="p" hideCaption caption={w.law.provisions} rows={x.provisions} keyOf={(p) => p.id} file={`concord-${x.id}`} columns={[
              { key: 'id', head: w.law.locator, cell: (p) => <a class="n" id={p.id} href={`/law/${x.id}/${p.id}`}>{locator(p.id)}</a>, value: (p) => p.id, fixed: true },
              { key: 'heading', head: w.law.provision, cell: (p) => <><strong><T v={p.heading} /></strong><p><T v={p.text} /></p></>, value: (p) => `${say(p.heading)}: ${say(p.text)}`, fixed: true },
              { key: 'kind', head: w.law.kind, cell: (p) => <>{labelIn(lists.data, 'deontic', p.deontic)} <Confidence v={p.confidence ?? x.confidence} /></>, value: (p) => p.deontic },
              { key: 'from', head: w.law.since, cell: (p) => p.applies?.[0]?.from ? <span class="n">{day(p.applies[0].from)}</span> : '', value: (p) => p.applies?.[0]?.from ?? '' },
            ]} />
          </Section>
          {!!x.dates?.length && <Section title={w.law.history}><ul class="rows">{x.dates.map((d, i) => <li key={i}><span class="n strong">{day(d.date)}</span> {w.law.event(d.what)} {d.note && <span class="mu"><T v={d.note} /></span>}</li>)}</ul></Section>}
          <Section title={w.law.source}><Source x={x} /></Section>
        </>
      )}
    </Wait>
  );
}

export default function Read({ at }: { at: string[] }) {
  return at[1] ? <One id={`${at[0]}/${at.slice(1).join('/')}`} key={at.join('/')} /> : <Whole id={at[0]!} key={at[0]} />;
}
