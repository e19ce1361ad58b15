// The calendar of the library: what the instruments' own dates say, as lanes and as a table.
import { useGet } from '../lib/api';
import { day } from '../lib/format';
import { say, useWords, type Text } from '../lib/i18n';
import { address, ask } from '../lib/router';
import { Confidence, Section, T, Title, Wait } from '../ui/bits';
import { Table } from '../ui/table';
import { LawTabs, type Row } from './law';

interface Event {
  date: string;
  instrument: string;
  what: string;
  note?: Text;
  provisions?: number;
  upcoming: boolean;
  confidence: string;
}

const at = (iso: string) => Date.parse(iso + 'T00:00:00Z') / 86400000;

// One lane per instrument: a dot at each date, filled when it is past, hollow when it is to come; a line for the day of asking.
function Lanes({ events, name }: { events: Event[]; name: (id: string) => Text }) {
  const w = useWords(), ids = [...new Set(events.map((e) => e.instrument))];
  const lo = Math.min(...events.map((e) => at(e.date))), hi = Math.max(...events.map((e) => at(e.date))) + 1, now = Date.now() / 86400000;
  const pc = (d: number) => `${(2 + (96 * (d - lo)) / (hi - lo)).toFixed(1)}%`;
  const first = new Date(lo * 86400000).getUTCFullYear(), last = new Date(hi * 86400000).getUTCFullYear(), every = Math.max(1, Math.ceil((last - first) / 5));
  const years = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((y) => (y - first) % every === 0 && at(`${y}-01-01`) >= lo);
  return (
    <figure role="img" aria-label={w.law.lanes(ids.length, events.length)}>
      <div aria-hidden="true">
        {ids.map((id) => (
          <div class="lane-row" key={id}>
            <span class="sm"><T v={name(id)} /></span>
            <svg class="lane s1" width="100%" height="20"><line x1="0" x2="100%" y1="10" y2="10" class="base" />{now > lo && now < hi && <line x1={pc(now)} x2={pc(now)} y1="0" y2="20" class="lim" />}
              {events.filter((e) => e.instrument === id).map((e, i) => <circle key={i} cx={pc(at(e.date))} cy="10" r="5" fill={e.upcoming ? 'var(--bg)' : 'currentColor'} stroke="currentColor" stroke-width="2" />)}</svg>
          </div>
        ))}
        <div class="lane-row"><span /><svg class="ax" width="100%" height="20">{years.map((y) => <text key={y} x={pc(at(`${y}-01-01`))} y="15" text-anchor="middle">{y}</text>)}</svg></div>
      </div>
      <p class="leg"><span><svg class="s1" viewBox="0 0 18 18" aria-hidden="true"><circle cx="9" cy="9" r="6" fill="currentColor" /></svg>{w.law.past}</span><span><svg class="s1" viewBox="0 0 18 18" aria-hidden="true"><circle cx="9" cy="9" r="6" fill="none" stroke="currentColor" stroke-width="2" /></svg>{w.law.coming}</span></p>
    </figure>
  );
}

export default function Timeline() {
  const w = useWords(), q = address.use().query, id = q.get('id') ?? '', upcoming = q.get('upcoming') === 'true';
  const events = useGet<Event[]>('/api/v1/norm/timeline', { id: id || undefined, upcoming: upcoming ? 'true' : undefined }), list = useGet<Row[]>('/api/v1/norm/list');
  const name = (i: string): Text => list.data?.find((r) => r.id === i)?.title ?? i;
  return (
    <>
      <Title page={w.law.tabs.timeline} lead={w.law.timelineLead}>{w.law.timelineTitle}</Title>
      <LawTabs now="timeline" />
      <div class="filters">
        <span class="field-row"><label for="f-id">{w.law.instrument}</label><select id="f-id" value={id} onChange={(e) => ask({ id: (e.target as HTMLSelectElement).value })}><option value="">{w.all}</option>{(list.data ?? []).map((r) => <option key={r.id} value={r.id}>{say(r.title)}</option>)}</select></span>
        <label class="choice"><input type="checkbox" checked={upcoming} onChange={(e) => ask({ upcoming: (e.target as HTMLInputElement).checked ? 'true' : null })} />{w.law.onlyComing}</label>
      </div>
      <Wait of={events} names={[list]} what={w.law.tabs.timeline}>
        {(e) => e.length === 0 ? <p>{w.law.noDates}</p> : (
          <>
            {(id || upcoming) && <Lanes events={e} name={name} />}
            <Section title={w.law.dates}>
              <Table id="dates" hideCaption caption={w.law.dates} rows={upcoming ? e : [...e].reverse()} keyOf={(x) => x.date + x.instrument + x.what + (x.provisions ?? '')} file="concord-dates" columns={[
                { key: 'instrument', head: w.law.instrument, cell: (x) => <a href={`/law/${x.instrument}`}><T v={name(x.instrument)} /></a>, value: (x) => say(name(x.instrument)) },
                { key: 'date', head: w.law.date, cell: (x) => <span class="n">{day(x.date)}</span>, value: (x) => x.date },
                { key: 'what', head: w.law.what, cell: (x) => <>{w.law.event(x.what)}{x.provisions ? ` (${x.provisions})` : ''} <Confidence v={x.confidence} />{x.note && <p class="sm mu"><T v={x.note} /></p>}</>, value: (x) => w.law.event(x.what) },
              ]} />
            </Section>
          </>
        )}
      </Wait>
    </>
  );
}
