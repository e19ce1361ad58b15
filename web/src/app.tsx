// The frame of every page: mark, search, menu, language, theme; and which page an address is.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { session, signOut, whoAmI } from './lib/api';
import { choose, language, languages, useWords } from './lib/i18n';
import { address, ask, go, onArrive, parts, to } from './lib/router';
import { arrive } from './lib/focus';
import { remember, remembered, store } from './lib/store';
import { Glyphs, Icon, Mark, type IconName } from './ui/icons';
import { Empty, Title } from './ui/bits';
import Overview from './pages/overview';

export const node = { name: meta('concord-node'), key: meta('concord-key') };
function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
}

type Page = ComponentType<{ at: string[] }>;
// Each page is a file of its own, fetched when it is first looked at.
const pages: Record<string, () => Promise<{ default: Page }>> = {
  systems: () => import('./pages/systems'), assess: () => import('./pages/assess'), law: () => import('./pages/law'), lab: () => import('./pages/lab'), findings: () => import('./pages/findings'),
  cases: () => import('./pages/cases'), log: () => import('./pages/log'), watch: () => import('./pages/watch'), intake: () => import('./pages/intake'), admin: () => import('./pages/admin'),
  signin: () => import('./pages/signin'), setup: () => import('./pages/setup'), about: () => import('./pages/about'), alerts: () => import('./pages/alerts'),
};
const loaded = new Map<string, Page>();

const menu: IconName[] = ['overview', 'systems', 'assess', 'law', 'findings', 'cases', 'log', 'watch', 'intake', 'admin'];
const bar: IconName[] = ['overview', 'systems', 'law', 'findings', 'more'];
const hrefOf = (n: IconName) => (n === 'overview' ? '/' : n === 'more' ? '/about' : '/' + n);

function ahead(e: Event): void {
  const a = (e.target as Element).closest?.('a[href^="/"]'), name = a?.getAttribute('href')?.split(/[/?#]/)[1];
  if (name && pages[name] && !loaded.has(name)) void pages[name]!().then((m) => loaded.set(name, m.default));
}

const theme = store<string>(remembered('theme') ?? '');
function setTheme(t: string): void {
  if (t) document.documentElement.dataset.theme = t;
  else delete document.documentElement.dataset.theme;
  remember('theme', t || null);
  theme.set(t);
}
export function startTheme(): void {
  const asked = address.get().query.get('theme') ?? remembered('theme') ?? '';
  if (asked === 'dark' || asked === 'light') document.documentElement.dataset.theme = asked;
  theme.set(asked);
}

export function Switches() {
  const w = useWords(), lang = language.use(), t = theme.use();
  const dark = t ? t === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  return (
    <>
      <div class="seg" role="group" aria-label={w.menu.language}>
        {languages.map((l) => <button key={l.id} lang={l.tag} aria-pressed={l.id === lang} onClick={() => void choose(l.id).then(() => ask({ lang: address.get().query.has('lang') ? l.id : null }))}>{l.name}</button>)}
      </div>
      <div class="seg theme" role="group" aria-label={w.menu.theme}>
        <button aria-pressed={!dark} onClick={() => setTheme('light')}>{w.menu.light}</button>
        <button aria-pressed={dark} onClick={() => setTheme('dark')}>{w.menu.dark}</button>
      </div>
    </>
  );
}

function Search() {
  const w = useWords(), at = address.use(), asked = at.path === '/law/search' ? (at.query.get('words') ?? '') : '';
  return (
    <form role="search" class="srch" onSubmit={(e) => { e.preventDefault(); go(to('/law/search', { words: new FormData(e.target as HTMLFormElement).get('words') as string })); }}>
      <label for="search" class="vh">{w.menu.search}</label>
      <input id="search" name="words" type="search" key={asked} defaultValue={asked} placeholder={w.menu.search} autocomplete="off" />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}

function Who() {
  const w = useWords(), s = session.use();
  if (s === undefined) return null;
  if (!s) return <a class="who" href="/signin">{w.signin.title}</a>;
  return <span class="who"><a href="/admin/me">{s.name}</a> <button class="link" onClick={signOut}>{w.signin.out}</button></span>;
}

function Menu({ names, cls, at }: { names: IconName[]; cls: string; at: string }) {
  const w = useWords();
  return (
    <nav class={cls} aria-label={cls === 'bt' ? w.menu.short : w.menu.main} onMouseOver={ahead} onFocusCapture={ahead}>
      {names.map((n) => <a key={n} href={hrefOf(n)} aria-current={(n === 'overview' ? at === '' : n === 'more' ? ['about', 'assess', 'cases', 'log', 'watch', 'intake', 'admin', 'lab', 'signin'].includes(at) : at === n) ? 'page' : undefined}><Icon name={n} /><span>{w.menu[n]}</span></a>)}
    </nav>
  );
}

export function NotHere() {
  const w = useWords();
  return <><Title>{w.error.notHere}</Title><Empty title={w.error.notHereSay}><p><a href="/">{w.menu.overview}</a></p></Empty></>;
}

export function App() {
  const w = useWords(), at = address.use(), [first = '', ...rest] = parts(at.path), [, again] = useState(0), [bad, setBad] = useState('');
  useEffect(() => {
    onArrive(arrive);
    void whoAmI();
  }, []);
  useEffect(() => {
    setBad('');
    if (first && pages[first] && !loaded.has(first))
      pages[first]!().then((m) => { loaded.set(first, m.default); again((n) => n + 1); }, () => setBad(first));
    else if (first && loaded.has(first)) again((n) => n + 1); // it came between drawing and now
  }, [first]);
  const Here: Page | undefined = first ? loaded.get(first) : Overview;
  return (
    <>
      <Glyphs />
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.querySelector<HTMLElement>('main h1')?.focus(); }}>{w.menu.skip}</a>
      <div class="app">
        <header class="top">
          <a class="brand" href="/" aria-label="Concord"><Mark /><b>Concord</b></a><span class="mu sm nodename">{node.name}</span><span class="sp" />
          <Search /><Switches /><Who />
        </header>
        <Menu names={menu} cls="m" at={first} />
        <main id="main">
          {Here ? <Here at={rest} /> : first && !pages[first] ? <NotHere /> : bad ? <><Title>{w.error.title}</Title><Empty title={w.error.page}><p><button class="btn s" onClick={() => location.reload()}>{w.error.reload}</button></p></Empty></> : <p class="wait" />}
        </main>
        <footer class="foot"><p class="sm mu">{w.menu.footer(node.name)} <a href="/about">{w.about.title}</a> · <a href="/openapi.json">OpenAPI</a> · <a href="/app/licences.txt">{w.menu.licences}</a></p></footer>
        <Menu names={bar} cls="bt" at={first} />
      </div>
    </>
  );
}
