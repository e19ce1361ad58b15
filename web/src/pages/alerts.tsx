// Alerts between nodes are not exchanged yet; a link to one says so instead of showing an empty page.
import { useWords } from '../lib/i18n';
import { Empty, Title } from '../ui/bits';

export default function Alerts() {
  const w = useWords();
  return <><Title page={w.alerts.title}>{w.alerts.title}</Title><Empty title={w.alerts.none}><p>{w.alerts.say}</p><p class="acts"><a class="btn" href="/">{w.menu.overview}</a></p></Empty></>;
}
