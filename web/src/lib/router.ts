// Addresses. Every state of a page that is worth keeping stands in the path or in a question of it.
import { store } from './store';

export interface Address {
  path: string;
  query: URLSearchParams;
}

function here(): Address {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

export const address = store<Address>(here());
export const parts = (path: string) => path.split('/').filter(Boolean).map(decodeURIComponent);

// An address with questions; those that are empty are left out.
export function to(path: string, query: Record<string, string | undefined | null> = {}): string {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries(query)) if (v) q.set(k, v);
  const s = q.toString();
  return s ? `${path}?${s}` : path;
}

// The language is carried along, so that a copied address says the same to another person.
function carried(url: string): string {
  const lang = address.get().query.get('lang'), u = new URL(url, location.href);
  if (lang && !u.searchParams.has('lang')) u.searchParams.set('lang', lang);
  return u.pathname + u.search + u.hash;
}

let arrived: () => void = () => {};
export const onArrive = (f: () => void) => void (arrived = f);

export function go(url: string, replace = false): void {
  const next = carried(url);
  const stays = new URL(next, location.href).pathname === location.pathname;
  history[replace ? 'replaceState' : 'pushState'](null, '', next);
  address.set(here());
  if (!stays) {
    scrollTo(0, 0);
    arrived();
  }
}

// One question of this address is changed in place: a filter, an order.
export function ask(changes: Record<string, string | null | undefined>): void {
  const q = new URLSearchParams(location.search);
  for (const [k, v] of Object.entries(changes)) {
    if (v) q.set(k, v);
    else q.delete(k);
  }
  const s = q.toString();
  history.replaceState(null, '', location.pathname + (s ? '?' + s : '') + location.hash);
  address.set(here());
}

const ours = (path: string) => !/^\/(api|app|tile|release)\//.test(path) && !/\.(json|txt)$/.test(path) && !['/checkpoint', '/metrics', '/healthz', '/readyz'].includes(path);

export function startRouter(): void {
  address.set(here());
  addEventListener('popstate', () => {
    address.set(here());
    arrived();
  });
  document.addEventListener('click', (e) => {
    const a = (e.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
    if (!a || e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey || a.target || a.hasAttribute('download')) return;
    const u = new URL(a.href);
    if (u.origin !== location.origin || !ours(u.pathname)) return;
    if (u.hash && u.pathname === location.pathname && u.search === location.search) return; // a place in this page
    e.preventDefault();
    go(u.pathname + u.search + u.hash);
  });
}
