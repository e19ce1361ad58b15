// A value that several parts of the page look at.
import { useEffect, useState } from 'preact/hooks';

export interface Store<T> {
  get(): T;
  set(v: T): void;
  use(): T;
}

export function store<T>(first: T): Store<T> {
  let value = first;
  const seen = new Set<() => void>();
  return {
    get: () => value,
    set(v) {
      value = v;
      for (const f of [...seen]) f();
    },
    use() {
      const [, again] = useState(0), drawn = value;
      useEffect(() => {
        const f = () => again((n) => n + 1);
        seen.add(f);
        if (value !== drawn) f(); // it changed between drawing and listening
        return () => void seen.delete(f);
      }, []);
      return value;
    },
  };
}

// What this browser remembers between visits; nothing if it may not.
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem('concord.' + name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem('concord.' + name);
    else localStorage.setItem('concord.' + name, value);
  } catch {
    /* it is then asked again next time */
  }
}
