// Dates and numbers as people read them, in both languages.
import { language } from './i18n';

const locale = () => (language.get() === 'zh' ? 'zh-CN' : 'en-GB');

// "2026-11-23" or a time: 23 November 2026, 23 Nov 2026 (short), 2026年11月23日.
export function day(iso: string | undefined | null, short = true): string {
  if (!iso) return '';
  const d = new Date(iso.length === 10 ? iso + 'T00:00:00Z' : iso);
  if (Number.isNaN(d.getTime())) return iso;
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: short && language.get() === 'en' ? 'short' : 'long', year: 'numeric', timeZone: 'UTC' }).format(d);
}

// The days that stand in a sentence, as people write them.
export const dated = (text: string) => text.replace(/(?<![\d-])\d{4}-\d\d-\d\d(?![\d-])/g, (iso) => day(iso));

export function moment(iso: string | undefined | null): string {
  if (!iso) return '';
  const d = new Date(iso);
  if (Number.isNaN(d.getTime())) return iso;
  return `${day(iso)} ${iso.slice(11, 16)} UTC`;
}

export function number(n: number): string {
  if (language.get() === 'zh' && n < 10000) return String(n);
  return new Intl.NumberFormat('en-GB').format(n);
}

// A decimal text at a number of places; a machine's twelve digits are nobody's.
export function decimal(text: string | number | undefined | null, places = 2): string {
  const x = Number(text);
  return text === null || text === undefined || text === '' || Number.isNaN(x) ? '' : x.toFixed(places);
}

// As many places as the width of the interval supports: two significant digits of it.
export function placesFor(lo: number, hi: number): number {
  const width = Math.abs(hi - lo);
  if (!(width > 0)) return 3;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(width))));
}

// Numbered as a law numbers; others are words of this library's own.
const isPlace = (first: string) => /^(\d+[a-z]?|[ivxlc]+|[IVXLC]+|[A-Z])(-\d+[a-z]?)?$/.test(first);
// The place in the text where it has a number there; else nothing.
export function placed(id: string): string {
  const m = /^(?:decree_)?[a-z]+_([^.]+)/.exec(id.split('/').pop() ?? id);
  return m && isPlace(m[1]!) ? locator(id) : '';
}

export function locator(id: string): string {
  const last = id.split('/').pop() ?? id, m = /^(decree_)?(art|para|sec|ann|annex|chapter|principle|rec)_(.+)$/.exec(last);
  if (!m) return last;
  const [first, ...rest] = m[3]!.split('.');
  if (language.get() === 'zh') {
    const decree = m[1] ? '施行令' : '';
    const form: Record<string, [string, string]> = { art: ['第', '条'], para: ['第', '段'], sec: ['第', '节'], ann: ['附件', ''], annex: ['附件', ''], chapter: ['第', '章'], principle: ['原则', ''] }, [before, after] = form[m[2]!] ?? ['', ''];
    if (!before || !isPlace(first!)) return m[0]!;
    return `${decree}${before}${first}${after}` + rest.map((x, i) => (/^[\d-]+$/.test(x) ? (i === 0 ? `第${x}款` : `第${x}项`) : x.startsWith('para_') ? `第${x.slice(5)}段` : `(${x})`)).join('');
  }
  const name: Record<string, string> = { art: 'Art.', para: 'Para.', sec: 'Sec.', ann: 'Annex', annex: 'Annex', chapter: 'Ch.', principle: 'Principle', rec: 'Rec.' };
  return `${m[1] ? 'Decree, ' : ''}${name[m[2]!]} ${first}` + rest.map((x) => (x.startsWith('para_') ? ` para. ${x.slice(5)}` : `(${x})`)).join('');
}

// A share as per cent, with as many places as tell it from its neighbours.
export function percent(share: string | number | undefined | null, places?: number): string {
  const x = Number(share) * 100;
  if (share === null || share === undefined || share === '' || Number.isNaN(x)) return '';
  const text = x.toFixed(places ?? (x !== 0 && Math.abs(x) < 1 ? 2 : Math.abs(x) < 10 || Math.abs(x) > 99 ? 1 : 0)).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  return language.get() === 'zh' ? text + '%' : text + '\u202f%';
}

// How far off a day is, in words: "tomorrow", "in 9 days", "3 days ago".
export function dueIn(day: string): string {
  const days = Math.round((Date.parse(day + 'T00:00:00Z') - Date.parse(new Date().toISOString().slice(0, 10) + 'T00:00:00Z')) / 86400000);
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(Math.abs(days) > 60 ? Math.round(days / 30.44) : days, Math.abs(days) > 60 ? 'month' : 'day');
}

// Day and month, for the foot of a picture; hours where all of it is within two days.
export function shortTime(ms: number, span: number): string {
  const d = new Date(ms);
  if (span < 2 * 86400000) return d.toISOString().slice(11, 16);
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', ...(span > 300 * 86400000 ? { year: 'numeric' } : {}), timeZone: 'UTC' }).format(d);
}
