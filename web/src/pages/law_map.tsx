// One equal tile per UN member: what this library holds of its own law, or of a union that is itself a market. A tile says nothing about area, borders or rank.
import { members } from 'members';
import { useGet } from '../lib/api';
import { language, say, useWords } from '../lib/i18n';
import { number } from '../lib/format';
import { Section, Title, Wait } from '../ui/bits';
import { Table } from '../ui/table';
import { LawTabs, useLists, type Lists, type Row } from './law';

type Kind = 'binding' | 'coming' | 'soft' | 'none';
const kinds: Kind[] = ['binding', 'coming', 'soft', 'none'];
type Tile = { code: string; member: boolean; name: string; region: string; col: number; row: number; kind: Kind; of: Row[] };

// A part of a state (US-CA) counts for the state; a union counts for its members when it is a place of its own.
function tilesOf(rows: Row[], lists: Lists | undefined, zh: boolean): Tile[] {
  const unions = (lists?.groups ?? []).filter((g) => lists?.places?.some((p) => p.id === g.id));
  return members.map(([code, member, en, cn, region, col, row]) => {
    const own = new Set([code, ...unions.filter((u) => u.members?.includes(code)).map((u) => u.id)]);
    const of = rows.filter((r) => ['in-force', 'adopted', 'draft', 'bill'].includes(r.status) && r.jurisdictions.some((j) => own.has(j) || j.startsWith(code + '-')));
    const kind: Kind = of.some((r) => r.force === 'binding' && r.status === 'in-force') ? 'binding' : of.some((r) => r.force === 'draft' || r.force === 'binding') ? 'coming' : of.length ? 'soft' : 'none';
    return { code, member: member === 1, name: zh ? cn : en, region, col, row, kind, of };
  });
}

function shape(t: Tile, x: number, y: number) {
  return (
    <g key={t.code} class={`${t.kind}${t.member ? '' : ' obs'}`}>
      <title>{`${t.name}: ${t.of.length}`}</title>
      {t.kind === 'soft' ? <path d={`M${x + 8} ${y}h11l8 8v11l-8 8h-11l-8-8v-11z`} /> : <rect x={x} y={y} width="27" height="27" />}
      <text x={x + 13.5} y={y + 18}>{t.code}</text>
    </g>
  );
}

function Legend({ tiles }: { tiles: Tile[] }) {
  const w = useWords();
  return (
    <p class="leg">
      {kinds.map((k) => (
        <span key={k}><svg class="map" viewBox="0 0 29 29" aria-hidden="true"><g class={k} transform="translate(1 1)">{k === 'soft' ? <path d="M8 0h11l8 8v11l-8 8h-11l-8-8v-11z" /> : <rect width="27" height="27" />}</g></svg>{w.map[k]} <b class="n">{number(tiles.filter((t) => t.kind === k).length)}</b></span>
      ))}
    </p>
  );
}

function World({ tiles, label }: { tiles: Tile[]; label: string }) {
  return <svg class="map world" viewBox="0 0 1050 540" role="img" aria-label={label}>{tiles.map((t) => shape(t, 1 + 30 * t.col, 1 + 30 * t.row))}</svg>;
}

// On a phone a panel for each region, so that a tile is at least 24 px.
function Regions({ tiles, name }: { tiles: Tile[]; name: (r: string) => string }) {
  return (
    <div class="regions">
      {[...new Set(tiles.map((t) => t.region))].map((r) => {
        const of = tiles.filter((t) => t.region === r), x0 = Math.min(...of.map((t) => t.col)), y0 = Math.min(...of.map((t) => t.row));
        const wide = Math.max(...of.map((t) => t.col)) - x0 + 1, high = Math.max(...of.map((t) => t.row)) - y0 + 1;
        return <figure key={r}><figcaption>{name(r)}</figcaption><svg class="map" viewBox={`0 0 ${30 * Math.max(wide, 12)} ${30 * high}`} role="img" aria-label={name(r)}>{of.map((t) => shape(t, 1 + 30 * (t.col - x0), 1 + 30 * (t.row - y0)))}</svg></figure>;
      })}
    </div>
  );
}

export default function WorldMap() {
  const w = useWords(), lists = useLists(), list = useGet<Row[]>('/api/v1/norm/list'), zh = language.use() === 'zh';
  const region = (r: string) => w.map.regions[r as keyof typeof w.map.regions] ?? r;
  return (
    <>
      <Title page={w.law.tabs.map} lead={w.map.lead}>{w.map.title}</Title>
      <LawTabs now="map" />
      <Wait of={list} what={w.law.instruments}>
        {(rows) => {
          const tiles = tilesOf(rows, lists.data, zh), n = (k: Kind) => tiles.filter((t) => t.kind === k).length;
          const label = w.map.label(n('binding'), n('coming'), n('soft'), n('none'));
          return (
            <>
              <figure><figcaption>{label}<span class="mu">{w.map.sub}</span></figcaption><Legend tiles={tiles} /><World tiles={tiles} label={label} /><Regions tiles={tiles} name={region} /><p class="xs mu">{w.map.disclaimer}</p></figure>
              <Section title={w.map.numbers}>
                <Table id="map" hideCaption caption={w.map.numbers} rows={tiles} keyOf={(t) => t.code} file="concord-un-members" columns={[
                  { key: 'name', head: w.map.state, cell: (t) => <>{t.name}{!t.member && <span class="mu sm"> ({w.map.observer})</span>}</>, value: (t) => t.name },
                  { key: 'region', head: w.map.region, cell: (t) => region(t.region), value: (t) => region(t.region) },
                  { key: 'kind', head: w.map.holds, cell: (t) => <span class="n">{w.map[t.kind]}</span>, value: (t) => kinds.indexOf(t.kind) },
                  { key: 'of', head: w.law.instruments, cell: (t) => t.of.length ? t.of.map((r, i) => <span key={r.id}>{i > 0 && ', '}<a href={`/law/${r.id}`}>{say(r.title)}</a></span>) : '', value: (t) => t.of.map((r) => r.id).join(' ') },
                ]} />
              </Section>
            </>
          );
        }}
      </Wait>
    </>
  );
}
