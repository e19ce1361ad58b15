// Languages. One file each in ../lang; a missing key does not compile. What a file of the library says in several languages is a Text.
import { store, remember, remembered } from './store';
import type { Words } from '../lang/en';

export type Lang = 'en' | 'zh';
export type Text = { en?: string; zh?: string; original?: string } | string | null | undefined;

// Another language: its file, and a row here.
export const languages: { id: Lang; tag: string; name: string; dir: 'ltr' | 'rtl'; load: () => Promise<{ default: Words }> }[] = [
  { id: 'en', tag: 'en', name: 'English', dir: 'ltr', load: () => import('../lang/en') },
  { id: 'zh', tag: 'zh-Hans', name: '中文', dir: 'ltr', load: () => import('../lang/zh') },
];

let words: Words;
export const language = store<Lang>('en');

export async function speak(lang: Lang): Promise<void> {
  const row = languages.find((l) => l.id === lang) ?? languages[0]!;
  words = (await row.load()).default;
  document.documentElement.lang = row.tag;
  document.documentElement.dir = new URLSearchParams(location.search).get('dir') === 'rtl' ? 'rtl' : row.dir; // ?dir=rtl: to look at the layout of a language that runs the other way
  language.set(row.id);
}

export function wanted(): Lang {
  const asked = new URLSearchParams(location.search).get('lang') ?? remembered('lang') ?? navigator.language;
  return asked.startsWith('zh') ? 'zh' : 'en';
}

export async function choose(lang: Lang): Promise<void> {
  remember('lang', lang);
  await speak(lang);
}

export function useWords(): Words {
  language.use();
  return words;
}
export const w = (): Words => words;

export function say(t: Text): string {
  if (t === null || t === undefined) return '';
  if (typeof t === 'string') return t;
  return t[language.get()] ?? t.en ?? t.zh ?? '';
}

// The language that say() fell back to, for the lang attribute; undefined: the page's own.
export function otherTongue(t: Text): string | undefined {
  if (!t || typeof t === 'string' || t[language.get()]) return undefined;
  return t.en ? 'en' : 'zh-Hans';
}
