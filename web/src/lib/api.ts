// Asking the node. A problem (RFC 9457) becomes a Problem; nothing is asked of anybody else.
import { useEffect, useRef, useState } from 'preact/hooks';
import { language, w } from './i18n';
import { remember, remembered, store } from './store';

export class Problem extends Error {
  constructor(readonly status: number, readonly detail: string, readonly request = '', readonly codeNeeded = false) {
    super(detail);
  }
}

export interface Session {
  id?: string;
  name: string;
  roles: string[];
  csrf: string;
}
// undefined: not asked yet; null: nobody is signed in, or this node has no sign-in.
export const session = store<Session | null | undefined>(undefined);
export const roles = ['reader', 'contributor', 'assessor', 'officer', 'administrator'] as const;
export function may(role: (typeof roles)[number]): boolean {
  return !!session.get()?.roles.some((r) => roles.indexOf(r as never) >= roles.indexOf(role));
}

type Query = Record<string, string | string[] | undefined>;

export function urlOf(path: string, query: Query = {}): string {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries(query))
    for (const x of Array.isArray(v) ? v : v ? [v] : []) q.append(k, x);
  const s = q.toString();
  return s ? `${path}?${s}` : path;
}

async function answered(url: string, options: RequestInit): Promise<Response> {
  let r: Response;
  try {
    r = await fetch(url, { credentials: 'same-origin', ...options, headers: { 'Accept-Language': language.get(), ...(options.headers as Record<string, string>) } });
  } catch {
    throw new Problem(0, w().error.noAnswer);
  }
  if (r.ok) return r;
  let detail = '', request = r.headers.get('X-Request-Id') ?? '', code = false;
  try {
    const p = await r.json();
    detail = p.detail ?? p.title ?? '';
    request = p.request_id ?? request;
    code = p.code_needed === true;
  } catch {
    /* not a problem document */
  }
  if (r.status === 401 && session.get()) session.set(null); // it has ended
  throw new Problem(r.status, detail || w().error.status(r.status), request, code);
}

const kept = new Map<string, { at: number; promise: Promise<unknown> }>();
const KEEP_MS = 60000;

export function get<T>(path: string, query: Query = {}, fresh = false): Promise<T> {
  const url = urlOf(path, query), have = kept.get(url), now = Date.now();
  if (have && !fresh && now - have.at < KEEP_MS) return have.promise as Promise<T>;
  const promise = answered(url, {}).then((r) => ((r.headers.get('Content-Type') ?? '').includes('json') ? r.json() : r.text()));
  kept.set(url, { at: now, promise });
  promise.catch(() => kept.delete(url));
  return promise as Promise<T>;
}

export const forget = () => kept.clear();
export const bytes = async (path: string) => new Uint8Array(await (await answered(path, {})).arrayBuffer());

export async function send<T>(method: string, path: string, body?: unknown, key?: string): Promise<T> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const s = session.get();
  if (s) headers['X-Concord-CSRF'] = s.csrf;
  if (key) headers['Idempotency-Key'] = key;
  const r = await answered(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  kept.clear();
  const text = r.status === 204 ? '' : await r.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

// A command of the node for a person who is signed in, with files of its own: what `concord NAME ... --json` says, and its exit code.
export interface Command {
  args?: string[];
  flags?: Record<string, string | boolean | string[]>;
  files?: Record<string, string>;
}
export interface Ran<T> {
  exit: number;
  answer: T;
}
export const run = async <T>(name: string, c: Command, key?: string): Promise<T> => (await send<Ran<T>>('POST', '/api/v1/' + name.replaceAll(' ', '/'), c, key)).answer;

// Asked only where somebody has signed in before: the others are not asked for a cookie that they do not have.
export function signedIn(s: Session | null): void {
  remember('signed', s ? 'yes' : null);
  session.set(s);
  forget();
}

export const signOut = () => void send('DELETE', '/api/v1/session').catch(() => {}).then(() => { signedIn(null); location.assign('/'); });

export async function whoAmI(): Promise<void> {
  if (!remembered('signed')) return session.set(null);
  try {
    session.set(await get<Session>('/api/v1/session', {}, true));
  } catch {
    session.set(null);
  }
}

// ---- as a part of a page

export interface Data<T> {
  data?: T;
  problem?: Problem;
  slow: boolean; // waits for longer than a glance
  again: () => void;
}

// What f gives, asked anew when a key changes; null: not asked. Asked again for the same keys, what was there stays until the new answer is.
export function useAnswer<T>(f: (() => Promise<T>) | null, keys: unknown[]): Data<T> {
  const [state, set] = useState<{ data?: T; problem?: Problem; slow: boolean }>({ slow: false });
  const [turn, next] = useState(0), last = useRef(turn);
  useEffect(() => {
    if (!f) return;
    let on = true;
    const late = setTimeout(() => on && set((s) => ({ ...s, slow: true })), 300);
    const again = last.current !== turn;
    last.current = turn;
    set((s) => (again ? { data: s.data, slow: false } : { slow: false }));
    f().then(
      (data) => on && set({ data, slow: false }),
      (e) => on && set({ problem: e instanceof Problem ? e : new Problem(0, String(e)), slow: false }),
    ).finally(() => clearTimeout(late));
    return () => {
      on = false;
      clearTimeout(late);
    };
  }, [...keys, turn]);
  return { ...state, again: () => { forget(); next(turn + 1); } };
}

export function useGet<T>(path: string | null, query: Query = {}): Data<T> {
  return useAnswer(path ? () => get<T>(path, query) : null, [path && urlOf(path, query)]);
}
