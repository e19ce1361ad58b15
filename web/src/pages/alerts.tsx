// Alerts: everything that needs somebody, the most urgent first.
import { Problem, session } from '../lib/api';
import { useState } from 'preact/hooks';
import { day, moment, number } from '../lib/format';
import { say, useWords } from '../lib/i18n';
import { endJob } from '../lib/jobs';
import { address, ask } from '../lib/router';
import { Empty, Filter, T, Title, Wait } from '../ui/bits';
import { Table } from '../ui/table';
import { Kind, When, useAlerts } from './alert_data';
import { NeedsSignIn } from './closed';

export default function AlertsPage() {
  const w = useWords(), me = session.use(), all = useAlerts(), what = address.use().query.get('what') ?? '', [fault, setFault] = useState('');
  if (me === null) return <NeedsSignIn title={w.alerts.title} why={w.alerts.closed} />;
  if (me === undefined) return <p class="wait" />;
  return (
    <>
      <Title page={w.alerts.title} lead={w.alerts.lead}>{w.alerts.title}</Title>
      <Wait of={all} what={w.alerts.title}>
        {({ list, missing }) => (
          <>
            {missing.length > 0 && <div class="problem" role="alert"><p class="strong">{w.alerts.missing}</p>{missing.map((m) => <p key={m}>{m}</p>)}</div>}
            {fault && <p class="problem" role="alert">{fault}</p>}
            {list.length === 0 ? <Empty title={w.alerts.none}><p>{w.alerts.noneSay}</p><p class="acts"><a class="btn" href="/watch">{w.menu.watch}</a><a class="btn s" href="/assess">{w.menu.assess}</a></p></Empty> : (
              <>
                <div class="filters"><Filter id="f-what" label={w.alerts.what} value={what} options={[...new Set(list.map((a) => a.what))].map((k) => [k, w.alerts.kind(k) + w.counted(number(list.filter((a) => a.what === k).length))])} change={(v) => ask({ what: v })} /></div>
                <Table id="alerts" caption={w.alerts.caption} rows={list.filter((a) => !what || a.what === what)} keyOf={(a) => a.key} file="concord-alerts" columns={[
                  { key: 'title', head: w.alerts.about, cell: (a) => <><a href={a.href}><T v={a.title} /></a>{a.more && <p class="sm mu">{a.more}</p>}{a.job && <p><button class="link sm" onClick={() => void endJob(a.job!).then(all.again, (x: Problem) => setFault(x.detail))}>{w.alerts.forget}<span class="vh"> {say(a.title)}</span></button></p>}</>, value: (a) => say(a.title) },
                  { key: 'what', head: w.alerts.what, cell: (a) => <Kind a={a} />, value: (a) => w.alerts.kind(a.what) },
                  { key: 'system', head: w.systems.system, cell: (a) => a.system ? <a href={`/systems/${a.system}`}><T v={a.name} /></a> : '', value: (a) => say(a.name) },
                  { key: 'due', head: w.alerts.when, cell: (a) => <><When a={a} />{a.due && <> <span class="mu sm n">{day(a.due)}</span></>}</>, value: (a) => a.due ?? moment(a.time) },
                ]} />
              </>
            )}
          </>
        )}
      </Wait>
    </>
  );
}
