// The picture of a watch: a dot with its interval for each time that something was taken, against the limit. Dots are not joined: between two of them nothing was
// measured. x in per cent, y in pixels, as all pictures.
import { axisOver, oneDecimal, shareOf, type Axis, type Shape } from './geometry';

export interface Dot {
  at: number; // milliseconds
  value: number;
  lo: number;
  hi: number;
  verdict: 'breach' | 'quiet' | 'not_enough_data';
}
export interface Mark {
  at: number;
  text: string;
}
export interface Control {
  axis: Axis;
  plot: Shape;
  labels: Shape; // of the shares, beside the plot
  times: [share: number, at: number][]; // where a date is written below
}

const HEIGHT = 220, ROOM = 0.05, APART = 0.24;
const pct = (share: number) => oneDecimal(share * 100) + '%';

export const yOf = (a: Axis, x: number) => Math.round((1 - shareOf(a, x)) * HEIGHT);

// The first and the last, and as many between as have room.
function chosen(all: [number, number][]): [number, number][] {
  const last = all[all.length - 1]!, out: [number, number][] = [];
  for (const x of all) if ((!out.length || x[0] - out[out.length - 1]![0] >= APART) && (x === last || last[0] - x[0] >= APART)) out.push(x);
  return out.includes(last) ? out : [...out, last];
}

// Intervals of the first few cases reach over everything: what is shown is where the limit, the dots and the last interval lie; a bar that leaves it has no cap there.
function axisOf(dots: Dot[], limit: number): Axis {
  const last = dots[dots.length - 1]!;
  return axisOver([limit, last.lo, last.hi, ...dots.map((d) => d.value), ...dots.filter((d) => d.verdict !== 'not_enough_data').flatMap((d) => [d.lo, d.hi])], 0, 1);
}

export function control(dots: Dot[], limit: number, atMost: boolean, marks: Mark[], gapWord: string, share: (x: number) => string): Control {
  const a = axisOf(dots, limit), from = Math.min(...dots.map((d) => d.at)), to = Math.max(...dots.map((d) => d.at)), span = to - from;
  const x = (at: number, i = 0) => (span > 0 ? ROOM + (1 - 2 * ROOM) * ((at - from) / span) : dots.length > 1 ? ROOM + (1 - 2 * ROOM) * (i / (dots.length - 1)) : 0.5);
  const limY = yOf(a, limit), inner: Shape[] = [];
  inner.push(['rect', [['class', 'band'], ['x', 0], ['y', atMost ? limY : 0], ['width', '100%'], ['height', atMost ? HEIGHT - limY : limY]]]);
  const steps = dots.slice(1).map((d, i) => d.at - dots[i]!.at).sort((p, q) => p - q), usual = steps[Math.floor(steps.length / 2)] ?? 0;
  dots.slice(1).forEach((d, i) => {
    const before = dots[i]!, width = x(d.at) - x(before.at);
    if (span > 0 && steps.length > 2 && d.at - before.at > 2.5 * usual && width > 0.15) inner.push(['text', [['x', pct((x(d.at) + x(before.at)) / 2)], ['y', HEIGHT - 6], ['text-anchor', 'middle']], gapWord]);
  });
  for (const m of marks) {
    if (m.at < from - span || m.at > to + span) continue;
    const at = Math.min(1, Math.max(0, x(m.at)));
    inner.push(['line', [['class', 'note'], ['x1', pct(at)], ['x2', pct(at)], ['y1', 0], ['y2', HEIGHT]]], ['text', [['x', pct(at)], ['y', 12], ['dx', at > 0.8 ? -4 : 4], ['text-anchor', at > 0.8 ? 'end' : 'start']], m.text]);
  }
  inner.push(['line', [['class', 'lim'], ['x1', 0], ['x2', '100%'], ['y1', limY], ['y2', limY]]]);
  dots.forEach((d, i) => {
    const at = pct(x(d.at, i)), cls = d.verdict === 'breach' ? 'fa' : d.verdict === 'quiet' ? 'sa' : 'un', lo = yOf(a, d.lo), hi = yOf(a, d.hi);
    const g: Shape = ['g', [['class', cls]], ['line', [['x1', at], ['x2', at], ['y1', hi], ['y2', lo], ['stroke', 'currentColor'], ['stroke-width', '2']]]];
    for (const [v, y] of [[d.lo, lo], [d.hi, hi]] as const)
      if (v >= a.from && v <= a.to) g.push(['svg', [['x', at], ['y', y], ['overflow', 'visible'], ['width', 1], ['height', 1]], ['line', [['x1', -5], ['x2', 5], ['y1', 0], ['y2', 0], ['stroke', 'currentColor'], ['stroke-width', '2']]]]);
    g.push(['circle', [['cx', at], ['cy', yOf(a, d.value)], ['r', '5'], ['fill', d.verdict === 'not_enough_data' ? 'var(--bg)' : 'currentColor'], ['stroke', 'currentColor'], ['stroke-width', '2.5']]]);
    inner.push(g);
  });
  const labels: Shape[] = [['text', [['class', 'lim-text'], ['x', '100%'], ['y', limY + 4], ['text-anchor', 'end']], (atMost ? '≤ ' : '≥ ') + share(limit)]];
  for (let k = Math.ceil(a.from / a.step - 1e-9); k * a.step <= a.to + 1e-9; k++)
    if (Math.abs(yOf(a, k * a.step) - limY) >= 16) labels.push(['text', [['x', '100%'], ['y', Math.min(HEIGHT, Math.max(10, yOf(a, k * a.step) + 4))], ['text-anchor', 'end']], share(k * a.step)]);
  return {
    axis: a,
    plot: ['svg', [['class', 'plot'], ['width', '100%'], ['height', HEIGHT], ['aria-hidden', 'true']], ...inner],
    labels: ['svg', [['class', 'plot'], ['width', '100%'], ['height', HEIGHT], ['aria-hidden', 'true']], ...labels],
    times: chosen(dots.map((d, i): [number, number] => [x(d.at, i), d.at])),
  };
}
