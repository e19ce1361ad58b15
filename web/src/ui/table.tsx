// A table that is a table: caption, headings that sort, 50 rows and more on demand, and the whole of it as CSV. On a phone each row is a block.
import type { ComponentChildren } from 'preact';
import { csv, download } from '../lib/csv';
import { number } from '../lib/format';
import { useWords } from '../lib/i18n';
import { address, ask } from '../lib/router';

export interface Column<R> {
  key: string;
  head: string;
  cell: (r: R) => ComponentChildren;
  value: (r: R) => string | number; // what is sorted by, and what stands in the CSV
  num?: boolean;
  fixed?: boolean; // not sorted by
}

const PAGE = 50;

export function Table<R>({ id, caption, columns, rows, keyOf, file, first, hideCaption }: {
  id: string; caption: string; columns: Column<R>[]; rows: R[]; keyOf: (r: R) => string; file: string; first?: string; hideCaption?: boolean;
}) {
  const w = useWords(), q = address.use().query;
  const order = q.get(id + '.by') ?? first ?? '', down = order.startsWith('-'), by = columns.find((c) => c.key === order.replace(/^-/, ''));
  const shown = Math.max(PAGE, Number(q.get(id + '.n')) || PAGE);
  const sorted = by ? [...rows].sort((a, b) => {
    const x = by.value(a), y = by.value(b), o = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), document.documentElement.lang);
    return down ? -o : o;
  }) : rows;
  return (
    <div class="table">
      <table class="t">
        <caption class={hideCaption ? 'vh' : ''}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.key} scope="col" class={c.num ? 'r' : ''} aria-sort={by === c ? (down ? 'descending' : 'ascending') : undefined}>
                {c.fixed ? c.head : <button class="sort" onClick={() => ask({ [id + '.by']: by === c && !down ? '-' + c.key : c.key })}>{c.head}<span aria-hidden="true">{by === c ? (down ? ' ↓' : ' ↑') : ''}</span></button>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((r) => (
            <tr key={keyOf(r)} data-row>
              {columns.map((c, i) => i === 0 ? <th key={c.key} scope="row">{c.cell(r)}</th> : <td key={c.key} class={c.num ? 'r n' : ''} data-head={c.head}>{c.cell(r)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="under">
        <span>{w.table.count(number(Math.min(shown, rows.length)), number(rows.length), rows.length)}</span>
        {rows.length > shown && <button class="link" onClick={() => ask({ [id + '.n']: String(shown + PAGE) })}>{w.table.more(Math.min(PAGE, rows.length - shown))}</button>}
        <button class="link" onClick={() => download(file + '.csv', csv([columns.map((c) => c.head), ...sorted.map((r) => columns.map((c) => c.value(r)))]))}>CSV</button>
      </p>
    </div>
  );
}
