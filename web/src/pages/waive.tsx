// A duty set aside for a time: who stands for it, until when, why. It counts once a second person has signed too, so the page leads on to what waits.
import { useState } from 'preact/hooks';
import { Problem, run } from '../lib/api';
import { say, useWords } from '../lib/i18n';
import { bare } from '../lib/manifest';
import { go } from '../lib/router';
import { Cite, Force, T, Title } from '../ui/bits';
import { Faults, Text, type Fault } from '../ui/form';
import { placeName, useLists } from './law';
import { findingHref, type Finding, type SystemShown } from './system_data';
import { Signer, signerFaults } from './two_persons';

const isDay = (s: string) => /^\d{4}-\d\d-\d\d$/.test(s) && !Number.isNaN(Date.parse(s));

export function WaivePage({ s, f }: { s: SystemShown; f: Finding }) {
  const w = useWords(), lists = useLists(), [role, setRole] = useState(''), [mine, setMine] = useState(''), [until, setUntil] = useState(''), [reason, setReason] = useState(''), [faults, setFaults] = useState<Fault[]>([]), [once] = useState(() => crypto.randomUUID());
  const submit = async (e: Event) => {
    e.preventDefault();
    const wrong = [!isDay(until) && { field: 'until', text: w.cases.needDate }, !reason && { field: 'reason', text: w.waive.needReason }, ...signerFaults(w, role, mine)].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      const r = await run<{ seq?: number }>('waive', { args: ['system.yaml'], flags: { for: f.id, market: f.market, signer: role, until, reason, key: mine }, files: { 'system.yaml': bare(s.manifest) } }, once);
      go(r?.seq === undefined ? '/admin/proposals' : `/log/${r.seq}`);
    } catch (x) {
      setFaults([{ field: '', text: (x as Problem).detail }]);
    }
  };
  return (
    <>
      <p class="up"><a href={findingHref(s.id, f)}><T v={f.heading} /></a></p>
      <Title page={w.waive.title} lead={w.waive.say}>{w.waive.title}</Title>
      <dl class="pairs"><dt>{w.law.provision}</dt><dd><Cite title={f.instrument.title} id={f.id} /> <Force v={f.force} /><p><T v={f.text} /></p></dd><dt>{w.systems.system}</dt><dd>{say(s.name)}</dd><dt>{w.law.market}</dt><dd>{placeName(lists.data, f.market)}</dd></dl>
      <Faults faults={faults} />
      <form onSubmit={(e) => void submit(e)} noValidate>
        <Text id="until" label={w.waive.until} hint={w.form.dateHint} faults={faults} value={until} change={setUntil} width="short" />
        <Text id="reason" label={w.waive.reason} faults={faults} value={reason} change={setReason} long />
        <Signer role={role} setRole={setRole} mine={mine} setMine={setMine} faults={faults} />
        <p class="hint">{w.waive.signed}</p>
        <p class="acts"><button class="btn">{w.waive.sign}</button><a class="btn s" href={findingHref(s.id, f)}>{w.people.back}</a></p>
      </form>
    </>
  );
}
