// Keys: "/" search, "g" and a letter go, "j" and "k" move in a list, "e" opens why, "Esc" goes up a level, "?" lists them. Only while nothing is being typed, and
// they can be switched off (WCAG 2.1.4).
import { go } from './lib/router';
import { remembered } from './lib/store';

export const places: Record<string, string> = { o: '/', s: '/systems', a: '/assess', l: '/law', f: '/findings', c: '/cases', r: '/log', w: '/watch', i: '/intake', m: '/admin' };
let waiting = 0;

function move(by: number): void {
  const links = [...document.querySelectorAll<HTMLElement>('main [data-row] a[href]')].filter((a, i, all) => all.findIndex((b) => b.closest('[data-row]') === a.closest('[data-row]')) === i);
  const row = document.activeElement?.closest('[data-row]'), at = links.findIndex((a) => a.closest('[data-row]') === row);
  const next = links[row ? at + by : by > 0 ? 0 : links.length - 1];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function up(): void {
  const at = location.pathname.split('/').filter(Boolean);
  if (at.length) go('/' + at.slice(0, -1).join('/'));
}

export function startKeys(): void {
  addEventListener('keydown', (e) => {
    const on = e.target as HTMLElement;
    if (e.ctrlKey || e.metaKey || e.altKey || on.isContentEditable) return;
    if (e.key === 'Escape' && on.matches('input, textarea, select')) return void on.blur();
    if (on.matches('input, textarea, select') || remembered('keys') === 'off') return;
    if (Date.now() - waiting < 1500 && places[e.key]) {
      waiting = 0;
      e.preventDefault();
      return go(places[e.key]!);
    }
    waiting = 0;
    if (e.key === '/') {
      e.preventDefault();
      document.getElementById('search')?.focus();
    } else if (e.key === 'g') waiting = Date.now();
    else if (e.key === 'j') move(1);
    else if (e.key === 'k') move(-1);
    else if (e.key === '?') go('/about');
    else if (e.key === 'Escape') up();
    else if (e.key === 'e') {
      const d = (on.closest('[data-row]') ?? document).querySelector<HTMLDetailsElement>('details[data-why]');
      if (d) d.open = !d.open;
    }
  });
}
