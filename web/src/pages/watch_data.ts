// What a watch holds, as `concord watch show` gives it, and what `concord watch changes` says of the law.
import { percent } from '../lib/format';
import { w, type Text } from '../lib/i18n';
import type { Status } from '../ui/bits';

export interface Point {
  time: string;
  state: 'breach' | 'quiet' | 'not_enough_data' | 'settled';
  taken?: number;
  taken_events?: number;
  from?: number;
  cases?: number;
  events?: number;
  lo?: string;
  hi?: string;
  record?: number;
}
export interface WatchRow {
  name: string;
  system: string;
  metric?: string;
  what?: string;
  duty?: string;
  op: '<=' | '>=';
  limit: string;
  alpha: string;
  block: number;
  gate_closes: boolean;
  events: number;
  cases: number;
  state: 'breach' | 'quiet' | 'not_enough_data';
  now: Point | null;
  breach: { record: number; events: number; cases: number; from: number; lo: string; hi: string } | null;
  history?: Point[];
}
export interface Told {
  time: string;
  as_of: string;
  changed: number;
  systems: { id: string; newly_bound: { id: string; heading?: Text }[]; no_longer_bound: { id: string; heading?: Text }[] }[];
}
export interface Changes {
  time: string | null;
  as_of: string | null;
  systems: number;
  told: Told[];
}

export const statusOfWatch = (state: string): Status => (state === 'breach' ? 'failed' : state === 'quiet' ? 'satisfied' : 'unknown');
export const limitOf = (x: { op: string; limit: string }) => (x.op === '<=' ? w().watch.atMost : w().watch.atLeast)(percent(x.limit));
