// Commands that take long. A job goes on in the node whoever looks; its address is kept by the page, so that it is found again after a reload.
import { useEffect, useState } from 'preact/hooks';
import { Problem, get, send, type Command, type Ran } from './api';

export interface Job<T = unknown> {
  id: string;
  op: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';
  created: string;
  ended?: string | null;
  detail?: string | null;
  result?: Ran<T> | null;
}
export const goesOn = (j: Job) => j.state === 'queued' || j.state === 'running';
export const begin = (op: string, c: Command, key: string) => send<Job>('POST', '/api/v1/jobs', { op, ...c }, key);
export const endJob = (id: string) => send<void>('DELETE', `/api/v1/jobs/${id}`);

const POLL_MS = 5000;

// The job of that id as it goes on: by server-sent events, and by asking every 5 seconds where they do not come.
export function useJob<T>(id: string | null): { job?: Job<T>; said: string; problem?: Problem } {
  const [state, set] = useState<{ job?: Job<T>; said: string; problem?: Problem }>({ said: '' });
  useEffect(() => {
    set({ said: '' });
    if (!id) return;
    let on = true, events: EventSource | undefined, timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      on = false;
      events?.close();
      clearTimeout(timer);
    };
    const look = async () => {
      clearTimeout(timer);
      try {
        const job = await get<Job<T>>(`/api/v1/jobs/${id}`, {}, true);
        if (!on) return;
        set((s) => ({ said: s.said, job }));
        if (!goesOn(job)) return stop();
      } catch (e) {
        if (!on) return;
        const problem = e instanceof Problem ? e : new Problem(0, String(e));
        set((s) => ({ ...s, problem }));
        if (problem.status) return stop(); // the node answered: there is no such job, or it is not for this person
      }
      timer = setTimeout(() => void look(), POLL_MS);
    };
    const listen = () => {
      events = new EventSource(`/api/v1/jobs/${id}/events`);
      events.addEventListener('progress', (e) => on && set((s) => ({ ...s, said: JSON.parse((e as MessageEvent<string>).data) as string })));
      events.addEventListener('state', () => void look());
      events.onerror = () => events?.readyState === EventSource.CLOSED && void look(); // else it comes back by itself
    };
    void look().then(() => on && listen());
    return stop;
  }, [id]);
  return state;
}
