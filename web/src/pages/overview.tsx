// What needs me now? Nothing invented: counts come from the node, and where there is nothing the page says what to do first.
import { may, session, useGet } from '../lib/api';
import { day, number } from '../lib/format';
import { useWords } from '../lib/i18n';
import { node } from '../app';
import { Chip, Empty, Glyph, Section, T, Title, Wait, statusOf } from '../ui/bits';
import { When, useAlerts } from './alert_data';
import type { SystemRow } from './systems';
import type { Row as Instrument } from './law';

interface Event {
  date: string;
  instrument: string;
  what: string;
  upcoming: boolean;
}

function Ahead() {
  const w = useWords(), events = useGet<Event[]>('/api/v1/norm/timeline', { upcoming: 'true' }), list = useGet<Instrument[]>('/api/v1/norm/list');
  const title = (id: string) => list.data?.find((i) => i.id === id)?.title ?? id;
  return (
    <Section title={w.overview.ahead} more={<a href="/law/timeline?upcoming=true">{w.overview.allDates}</a>}>
      <Wait of={events} names={[list]} what={w.overview.dates}>
        {(e) => <ul class="rows todo bare">{e.slice(0, 5).map((x) => <li key={x.date + x.instrument + x.what} data-row><a href={`/law/${x.instrument}`}><strong><T v={title(x.instrument)} /></strong><span class="n">{day(x.date)}</span><span class="d mu sm">{w.law.event(x.what)}</span></a></li>)}</ul>}
      </Wait>
    </Section>
  );
}

// What fails before what is open before what holds.
const urgent = (s: SystemRow) => ['failed', 'unknown', 'waived', 'satisfied', 'na'].indexOf(statusOf(s.answers?.[0]?.verdict));

function Systems() {
  const w = useWords(), list = useGet<SystemRow[]>('/api/v1/system/list');
  return (
    <Section title={w.menu.systems} more={list.data && number(list.data.length)}>
      <Wait of={list} what={w.menu.systems}>
        {(rows) => rows.length === 0
          ? <Empty title={w.systems.none}><p class="acts"><a class="btn" href="/assess">{w.systems.first}</a></p></Empty>
          : <ul class="rows todo bare">{[...rows].sort((a, b) => urgent(a) - urgent(b)).slice(0, 7).map((s) => <li key={s.id} data-row><a href={`/systems/${s.id}`}><strong><T v={s.name ?? s.id} /></strong><span class="n">{day(s.time)}</span><span class="d">{s.answers?.[0] && <Chip s={statusOf(s.answers[0].verdict)}>{w.verdict(s.answers[0].verdict)}</Chip>}</span></a></li>)}</ul>}
      </Wait>
    </Section>
  );
}

// The seven most urgent; the page of alerts has them all.
function Needs() {
  const w = useWords(), all = useAlerts();
  return (
    <Section title={w.alerts.title} more={<a href="/alerts">{w.alerts.all}{all.data && all.data.list.length > 0 && w.counted(number(all.data.list.length))}</a>}>
      <Wait of={all} what={w.alerts.title}>
        {({ list }) => list.length === 0
          ? <p class="mu">{w.alerts.none} {w.alerts.noneSay}</p>
          : <ul class="rows todo">{list.slice(0, 7).map((a) => <li key={a.key} data-row><a href={a.href}><Glyph s={a.status} /><strong><T v={a.title} /></strong><When a={a} /><span class="d sm mu">{w.alerts.kind(a.what)}{a.name && <> · <T v={a.name} /></>}{a.more && <> · {a.more}</>}</span></a></li>)}</ul>}
      </Wait>
    </Section>
  );
}

export default function Overview() {
  const w = useWords(), me = session.use(), list = useGet<Instrument[]>('/api/v1/norm/list'), records = useGet<{ size: number }>('/api/v1/records', { limit: '1' });
  return (
    <>
      <Title page={w.menu.overview} lead={me ? undefined : w.overview.lead(node.name)}>{me ? w.overview.now : w.overview.title}</Title>
      {me
        ? <>{may('reader') && <Needs />}<div class="cols"><Systems /><Ahead /></div></>
        : (
          <>
            <Empty title={w.overview.nothing(list.data ? number(list.data.length) : '…', records.data ? number(records.data.size) : '…')}>
              <ol class="gap">
                <li><a href="/law">{w.overview.doLaw}</a> <span class="mu">{w.overview.doLawSay}</span></li>
                <li><a href="/log">{w.overview.doLog}</a> <span class="mu">{w.overview.doLogSay}</span></li>
                <li><a href="/signin">{w.overview.doSignIn}</a> <span class="mu">{w.overview.doSignInSay}</span></li>
              </ol>
            </Empty>
            <div class="cols">
              <Ahead />
              <Section title={w.overview.public}>
                <ul class="rows">
                  <li data-row><a href="/law/search">{w.law.tabs.search}</a><p class="mu sm">{w.overview.searchSay}</p></li>
                  <li data-row><a href="/law/compare">{w.law.tabs.compare}</a><p class="mu sm">{w.overview.compareSay}</p></li>
                  <li data-row><a href="/law/map">{w.law.tabs.map}</a><p class="mu sm">{w.overview.mapSay}</p></li>
                  <li data-row><a href="/lab">{w.lab.title}</a><p class="mu sm">{w.overview.labSay}</p></li>
                  <li data-row><a href="/intake/new">{w.intake.report}</a><p class="mu sm">{w.overview.intakeSay}</p></li>
                </ul>
              </Section>
            </div>
          </>
        )}
    </>
  );
}
