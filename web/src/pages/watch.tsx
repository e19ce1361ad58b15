// Watch: has a measured value left its bounds for certain? Nothing is watched until this node takes measurements over time.
import { session } from '../lib/api';
import { useWords } from '../lib/i18n';
import { Empty, Title } from '../ui/bits';
import { NeedsSignIn } from './closed';

export default function Watch() {
  const w = useWords(), me = session.use();
  if (me === null) return <NeedsSignIn title={w.watch.title} why={w.watch.closed} />;
  return (
    <>
      <Title page={w.menu.watch} lead={w.watch.lead}>{w.watch.title}</Title>
      <Empty title={w.watch.none}><p>{w.watch.say}</p><pre>concord assess system.yaml</pre><p class="acts"><a class="btn" href="/systems">{w.menu.systems}</a></p></Empty>
    </>
  );
}
