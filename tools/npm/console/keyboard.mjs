// What fingers do on the keyboard.

// The visible text of the element that has the focus.
export const focused = (p) => p.evaluate(() => (document.activeElement?.innerText || document.activeElement?.getAttribute('aria-label') || document.activeElement?.id || '').trim());
export const key = async (p, ...keys) => { for (const k of keys) await p.keyboard.press(k); };

// Tab until the focus is where `is` says, a function or a selector; at most so many times.
export async function tabTo(p, is, most = 160) {
  for (let i = 0; i < most; i++) {
    await p.keyboard.press('Tab');
    if (await (typeof is === 'string' ? p.evaluate((s) => document.activeElement.matches(s), is) : p.evaluate(is))) return true;
  }
  return false;
}

// With the focus in a list or on a group of choices: down until it says `value`.
export async function downTo(p, value, most = 60) {
  const now = () => p.evaluate(() => document.activeElement.value);
  for (let i = 0; i < most && (await now()) !== value; i++) await p.keyboard.press('ArrowDown');
  return (await now()) === value;
}
