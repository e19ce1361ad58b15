// After going somewhere the title has the focus, so that a screen reader says where one is; not when the console is first opened. A title that comes
// late takes it when it comes, unless the reader has gone elsewhere meanwhile.
let wanted = false;

function idle(): boolean {
  const on = document.activeElement;
  return !on || on === document.body || on.tagName === 'H1';
}

export function arrive(): void {
  wanted = true;
  requestAnimationFrame(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }));
}

export function titleCame(h1: HTMLElement | null): void {
  if (wanted && idle()) h1?.focus({ preventScroll: true });
  wanted = false;
}
