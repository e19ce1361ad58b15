// The geometry of the pictures, as src/report/chart.c draws it: x in per cent with one decimal (half to even), y in pixels, no viewBox. Both pass
// tests/vectors/report/chart.vec.json: equal bytes for equal data.
import { Fragment, h, type VNode } from 'preact';

export type Shape = [tag: string, attrs: [string, string | number][], ...children: (Shape | string)[]];

const TICKS = 5;

// One decimal, half to even as printf does; toFixed goes up. Of the multiples of 0.05 only quarters are exact, so only they can be ties.
export function oneDecimal(x: number): string {
  const up = x.toFixed(1);
  return x - Math.floor(x) === 0.25 ? (x - 0.05).toFixed(1) : up === '-0.0' ? '0.0' : up;
}
const pct = (share: number) => oneDecimal(share * 100) + '%';

export interface Axis {
  from: number;
  to: number;
  step: number;
  decimals: number;
}
export const shareOf = (a: Axis, x: number) => Math.min(1, Math.max(0, (x - a.from) / (a.to - a.from)));

function niceUp(x: number): [number, number] {
  let power = 1, exponent = 0;
  while (power < x) {
    power *= 10;
    exponent++;
  }
  while (power > x && exponent > -12) {
    power /= 10;
    exponent--;
  }
  for (const s of [1, 2, 5]) if (power * s >= x * (1 - 1e-9)) return [power * s, exponent < 0 ? -exponent : 0];
  return [power * 10, exponent + 1 < 0 ? -exponent - 1 : 0];
}

// low > high: no bounds.
export function axisOver(x: number[], low: number, high: number): Axis {
  let from = Math.min(...x), to = Math.max(...x);
  const spread = to - from, most = Math.max(from < 0 ? -from : from, to);
  const room = spread > 0 ? spread * 0.12 : most > 0 ? most * 0.12 : 1;
  from -= room;
  to += room;
  if (low <= high) {
    from = from < low ? low : from;
    to = to > high ? high : to;
  }
  if (!(from < to)) {
    from -= room;
    to += room;
  }
  const [step, decimals] = niceUp((to - from) / TICKS);
  return { from, to, step, decimals };
}

const vline = (at: number, y1: number, y2: number, rest: [string, string | number][]): Shape => ['line', [['x1', pct(at)], ['x2', pct(at)], ['y1', y1], ['y2', y2], ...rest]];

export interface Strip {
  cls: string;
  value: number;
  lo: number;
  hi: number;
  hollow: boolean;
  hasValue: boolean;
  meets: number; // 1 above, -1 below, 0 no limit
  limit: number;
  height: number;
}

export function strip(a: Axis, s: Strip): Shape {
  const inner: Shape[] = [], mid = Math.floor(s.height / 2);
  if (s.meets !== 0) {
    const at = shareOf(a, s.limit);
    inner.push(['rect', [['class', 'band'], ['x', pct(s.meets > 0 ? at : 0)], ['y', 0], ['width', pct(s.meets > 0 ? 1 - at : at)], ['height', s.height]]], vline(at, 0, s.height, [['class', 'lim']]));
  } else {
    inner.push(['line', [['class', 'base'], ['x1', 0], ['x2', '100%'], ['y1', mid], ['y2', mid]]]);
  }
  if (s.hasValue) {
    const lo = shareOf(a, s.lo), hi = shareOf(a, s.hi), cap: [string, string | number][] = [['stroke', 'currentColor'], ['stroke-width', '2']];
    const g: Shape = ['g', [['class', s.cls]], ['line', [['x1', pct(lo)], ['x2', pct(hi)], ['y1', mid], ['y2', mid], ['stroke', 'currentColor'], ['stroke-width', '3']]]];
    if (s.lo >= a.from) g.push(vline(lo, mid - 6, mid + 6, cap));
    if (s.hi <= a.to) g.push(vline(hi, mid - 6, mid + 6, cap));
    g.push(['circle', [['cx', pct(shareOf(a, s.value))], ['cy', mid], ['r', '5.5'], ['fill', s.hollow ? 'var(--bg)' : 'currentColor'], ['stroke', 'currentColor'], ['stroke-width', '2.5']]]);
    inner.push(g);
  }
  return ['svg', [['class', 'strip'], ['width', '100%'], ['height', s.height], ['aria-hidden', 'true']], ...inner];
}

export function axis(a: Axis): Shape {
  const slack = a.step * 1e-9, first = Math.trunc(a.from / a.step) - 1, inner: Shape[] = [];
  for (let k = first; k <= first + TICKS + 3; k++) {
    const x = k * a.step;
    if (x < a.from - slack || x > a.to + slack) continue;
    const at = shareOf(a, x);
    inner.push(vline(at, 0, 4, [['class', 'tick']]), ['text', [['x', pct(at)], ['y', 17], ['text-anchor', at < 0.04 ? 'start' : at > 0.96 ? 'end' : 'middle']], (k < 0 ? '−' : '') + Math.abs(x).toFixed(a.decimals)]);
  }
  return ['svg', [['class', 'ax'], ['width', '100%'], ['height', 20], ['aria-hidden', 'true']], ...inner];
}

export function markup(s: Shape): string {
  const [tag, attrs, ...children] = s;
  const open = `<${tag}${attrs.map(([k, v]) => ` ${k}="${v}"`).join('')}`;
  return children.length || tag === 'svg' ? `${open}>${children.map((c) => (typeof c === 'string' ? c : markup(c))).join('')}</${tag}>` : open + '/>';
}

export function draw(s: Shape): VNode {
  const [tag, attrs, ...children] = s;
  return h(tag, Object.fromEntries(attrs), ...children.map((c) => (typeof c === 'string' ? h(Fragment, null, c) : draw(c))));
}
