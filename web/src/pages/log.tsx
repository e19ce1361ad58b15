// The log: what is in it, and the proof of one entry, worked out in this browser rather than believed.
import { useState } from 'preact/hooks';
import { bytes, get, may, session, useAnswer, useGet } from '../lib/api';
import { moment, number } from '../lib/format';
import { useWords } from '../lib/i18n';
import { address, to } from '../lib/router';
import { checkEntry, type Checked, type Verdict } from '../lib/verify';
import { download } from '../lib/csv';
import { node } from '../app';
import { Chip, Glyph, Section, Title, Wait } from '../ui/bits';
import { Text } from '../ui/form';
import { Table } from '../ui/table';
import { labelIn, useLists } from './law';
import { Second, takesTwo } from './two_persons';

interface Head {
  seq: number;
  id: string;
  public: boolean;
  kind?: string;
  author?: string;
  time?: string;
  tlp?: string;
}
interface Records {
  size: number;
  records: Head[];
  next: number | null;
}
interface Record_ {
  seq: number;
  id: string;
  kind: string;
  author: string;
  time: string;
  tlp: string;
  refs: { role: string; to: string }[];
  body: unknown;
}

const PAGE = 50, READ_MOST = 1000;

function List() {
  const w = useWords(), q = address.use().query, top = useGet<Records>('/api/v1/records', { limit: '1' });
  const size = top.data?.size ?? 0, asked = q.get('from'), from = asked !== null ? Math.max(0, Number(asked) || 0) : Math.max(0, size - PAGE);
  const page = useGet<Records>(top.data ? '/api/v1/records' : null, { from: String(from), limit: String(PAGE) });
  // Who may read sealed records sees what they are; of a long log that would be too much to ask for.
  const me = session.use(), sealed = useGet<Head[]>(me && may('reader') && size > 0 && size <= READ_MOST ? '/api/v1/log/show' : null);
  const seen = (r: Head): Head => (r.public ? r : { ...r, ...sealed.data?.find((x) => x.seq === r.seq) });
  return (
    <>
      <Title page={w.menu.log} lead={w.log.lead}>{w.log.title}</Title>
      <Wait of={top} what={w.menu.log}>
        {(t) => (
          <>
            <p>{w.log.size(number(t.size))} <a href="/checkpoint">{w.log.checkpoint}</a> · <a href="/log/keys">{w.log.keys}</a></p>
            <Wait of={page} what={w.menu.log}>
              {(p) => (
                <>
                  <Table id="log" caption={w.log.entries(from, Math.max(from, from + p.records.length - 1))} rows={[...p.records].reverse().map(seen)} keyOf={(r) => String(r.seq)} file="concord-log" columns={[
                    { key: 'seq', head: w.log.entry, cell: (r) => <a class="n" href={`/log/${r.seq}`}>{w.log.number(r.seq)}</a>, value: (r) => r.seq },
                    { key: 'kind', head: w.log.kind, cell: (r) => r.kind ? <>{w.log.kindOf(r.kind)}{!r.public && <span class="mu sm"> {w.log.sealed}</span>}</> : <span class="mu">{w.log.sealed}</span>, value: (r) => r.kind ?? '' },
                    { key: 'author', head: w.log.author, cell: (r) => r.author ?? '', value: (r) => r.author ?? '' },
                    { key: 'time', head: w.log.time, cell: (r) => <span class="n">{moment(r.time)}</span>, value: (r) => r.time ?? '' },
                    { key: 'id', head: w.log.id, cell: (r) => <code>{r.id.slice(7, 23)}…</code>, value: (r) => r.id, fixed: true },
                  ]} />
                  <p class="acts">
                    {from > 0 && <a class="btn s" href={to('/log', { from: String(Math.max(0, from - PAGE)) })}>{w.log.older}</a>}
                    {p.next !== null && <a class="btn s" href={to('/log', { from: String(p.next) })}>{w.log.newer}</a>}
                  </p>
                </>
              )}
            </Wait>
          </>
        )}
      </Wait>
    </>
  );
}

function Line({ v, name, say, not }: { v: Verdict; name: string; say: string; not: string }) {
  const w = useWords();
  const s = v === 'holds' ? 'satisfied' : v === 'fails' ? 'failed' : 'unknown';
  return <li><Glyph s={s} /><div><p><strong>{name}</strong> <Chip s={s}>{w.log.verdict[v]}</Chip></p><p>{say}</p><p class="sm mu">{not}</p></div></li>;
}

function Verify({ seq }: { seq: number }) {
  const w = useWords(), [key, setKey] = useState(node.key), [done, setDone] = useState<Checked | 'bad' | null>(null), [busy, setBusy] = useState(false), [fault, setFault] = useState('');
  const work = async () => {
    setBusy(true);
    setFault('');
    try {
      const [entry, proof] = await Promise.all([bytes(`/api/v1/records/${seq}/entry`), get<string>(`/api/v1/records/${seq}/proof`, {}, true)]);
      setDone((await checkEntry(entry, proof, key, seq)) ?? 'bad');
    } catch (e) {
      setFault(e instanceof Error ? e.message : String(e));
    }
    setBusy(false);
  };
  return (
    <Section id="verify" title={w.log.verifyTitle}>
      <p class="text">{w.log.verifySay}</p>
      <form onSubmit={(e) => { e.preventDefault(); void work(); }}>
        <Text id="vkey" label={w.log.key} hint={w.log.keyHint} value={key} change={setKey} />
        <p class="acts"><button class="btn" disabled={busy}>{w.log.verify}</button></p>
      </form>
      <div aria-live="polite">
        {fault && <p class="problem">{fault}</p>}
        {done === 'bad' && <p class="problem">{w.log.noProof}</p>}
        {done && done !== 'bad' && (
          <ul class="check">
            <Line v={done.path} name={w.log.inTree} say={w.log.inTreeSay(done.index, number(done.size), done.leaf.slice(0, 16), done.root.slice(0, 16))} not={w.log.inTreeNot} />
            <Line v={done.signature} name={w.log.signed} say={done.signature === 'cannot' ? w.log.noEd25519 : w.log.signedSay(key.split('+')[0] ?? '')} not={w.log.signedNot} />
          </ul>
        )}
      </div>
      <p class="sm">{w.log.byHand} <code>curl -s {location.origin}/api/v1/records/{seq}/proof</code></p>
    </Section>
  );
}

function One({ seq }: { seq: string }) {
  const w = useWords(), head = useGet<Records>(/^\d+$/.test(seq) ? '/api/v1/records' : null, { from: seq, limit: '1' });
  const h = head.data?.records[0], me = session.use(), open = !!h && (h.public || (!!me && may('reader')));
  // What is sealed is read by who may, from the node itself.
  const record = useAnswer<Record_>(open ? () => (h.public ? get<Record_>(`/api/v1/records/${seq}`) : get<Record_>('/api/v1/record/show', { record: seq })) : null, [seq, open]);
  return (
    <>
      <p class="up"><a href="/log">{w.log.title}</a></p>
      <Title page={w.log.number(Number(seq))}>{w.log.number(Number(seq))}</Title>
      <Wait of={head} what={w.log.entry}>
        {(p) => !p.records[0] ? <p>{w.log.noEntry}</p> : (
          <>
            <dl class="pairs">
              <dt>{w.log.id}</dt><dd><code>{p.records[0].id}</code></dd>
              {p.records[0].public ? <><dt>{w.log.kind}</dt><dd>{w.log.kindOf(p.records[0].kind!)} <code>{p.records[0].kind}</code></dd><dt>{w.log.author}</dt><dd>{p.records[0].author}</dd><dt>{w.log.time}</dt><dd>{moment(p.records[0].time)}</dd><dt>TLP</dt><dd><span class="tlp">TLP:{p.records[0].tlp}</span></dd></>
                : <><dt>{w.log.content}</dt><dd>{w.log.sealedSay}</dd>{record.data && <><dt>{w.log.forYou}</dt><dd><span class="tlp amber">TLP:{record.data.tlp}</span> {w.log.kindOf(record.data.kind)}, {moment(record.data.time)}</dd></>}</>}
            </dl>
            {record.data && (
              <Section title={w.log.content} more={<button class="link" onClick={() => download(`record-${seq}.json`, JSON.stringify(record.data, null, 2), 'application/json')}>JSON</button>}>
                {record.data.refs.length > 0 && <ul class="rows">{record.data.refs.map((r) => <li key={r.to}>{r.role}: <code>{r.to}</code></li>)}</ul>}
                <pre tabIndex={0}>{JSON.stringify(record.data.body, null, 2)}</pre>
              </Section>
            )}
            {record.data && !!me && takesTwo(record.data.kind) && <Second r={record.data} />}
            <Verify seq={p.records[0].seq} key={seq} />
          </>
        )}
      </Wait>
    </>
  );
}

export interface Key {
  role: string;
  name: string;
  person?: string;
  key: string;
  fingerprint: string;
}

function Keys() {
  const w = useWords(), keys = useGet<Key[]>('/api/v1/key/list'), lists = useLists();
  const use = (k: Key) => (k.role === 'person' ? labelIn(lists.data, 'people_roles', k.person ?? '') : w.log.keyUse(k.role));
  return (
    <>
      <p class="up"><a href="/log">{w.log.title}</a></p>
      <Title page={w.log.keys} lead={w.log.keysLead}>{w.log.keys}</Title>
      <Wait of={keys} what={w.log.keys}>
        {(rows) => <Table id="keys" caption={w.log.keys} rows={rows} keyOf={(k) => k.fingerprint} file="concord-keys" columns={[
          { key: 'name', head: w.log.keyName, cell: (k) => k.name, value: (k) => k.name },
          { key: 'role', head: w.log.role, cell: use, value: use },
          { key: 'fingerprint', head: w.log.fingerprint, cell: (k) => <code>{k.fingerprint}</code>, value: (k) => k.fingerprint, fixed: true },
        ]} />}
      </Wait>
    </>
  );
}

export default function Log({ at }: { at: string[] }) {
  return at[0] === 'keys' ? <Keys /> : at[0] ? <One seq={at[0]} key={at[0]} /> : <List />;
}
