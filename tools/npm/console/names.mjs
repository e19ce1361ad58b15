// What waits is listed by name from the first moment: while the lists that names come from are on their way no id is shown, and what is drawn does not move.

// Looks at the page each time it changes: what is shown of ids of duties and systems, and how high each list and each line with a name is.
const watch = () => {
  window.seen = { raw: new Set(), heights: new Map() };
  new MutationObserver(() => {
    const at = location.pathname.startsWith('/log/') ? document.querySelector('#second') : document.querySelector('main');
    for (const m of (at?.innerText ?? '').matchAll(/\b(harbour-chat|northbank-mortgage)\b|[a-z0-9-]+\/(art|para|sec|ann|annex)_[\w.]+/g)) window.seen.raw.add(m[0]);
    for (const e of document.querySelectorAll('main table, main .todo, #second > .strong')) window.seen.heights.set(e, (window.seen.heights.get(e) ?? new Set()).add(e.offsetHeight));
  }).observe(document, { subtree: true, childList: true, characterData: true });
};

export async function names({ holds, open, rest, waits }, lang) {
  const p = await open('/about', { signed: true, lang });
  await p.addInitScript(watch);
  for (const path of ['norm/list', 'norm/words', 'system/list'])
    await p.route(`**/api/v1/${path}`, async (r) => {
      await new Promise((go) => setTimeout(go, path === 'norm/list' ? 900 : 450));
      await r.fallback();
    });
  for (const path of ['/admin/proposals', `/log/${waits}`, '/alerts', '/']) {
    await p.goto(new URL(path, p.url()).href);
    await rest(p);
    await p.waitForSelector(path === '/' ? 'main .todo strong' : path.startsWith('/log/') ? '#second > .strong' : 'main table');
    await p.waitForTimeout(1200);
    const seen = await p.evaluate(() => ({ raw: [...window.seen.raw], heights: [...window.seen.heights.values()].map((h) => [...h]) }));
    holds(`${lang}: ${path}: no id is shown while names are on their way`, seen.raw.length === 0, seen.raw.join());
    holds(`${lang}: ${path}: nor does what is drawn move`, seen.heights.length > 0 && seen.heights.every((h) => h.length === 1), JSON.stringify(seen.heights));
  }
  holds(`${lang}: no error on the way`, p.problems.length === 0, p.problems.join('; '));
  await p.context().close();
}
