// What a page is for, where only people of this node may look.
import type { ComponentChildren } from 'preact';
import { useWords } from '../lib/i18n';
import { to } from '../lib/router';
import { Empty, Title } from '../ui/bits';

export function NeedsSignIn({ title, why, children }: { title: string; why: string; children?: ComponentChildren }) {
  const w = useWords();
  return (
    <>
      <Title page={title}>{title}</Title>
      <Empty title={why}><p>{w.signin.needed}</p>{children}<p class="acts"><a class="btn" href={to('/signin', { back: location.pathname })}>{w.signin.title}</a></p></Empty>
    </>
  );
}
