// More: the places that the bar of a phone has no room for, the keys, and what this browser remembers.
import { useState } from 'preact/hooks';
import { useWords } from '../lib/i18n';
import { remember, remembered } from '../lib/store';
import { Switches, node } from '../app';
import { Icon, type IconName } from '../ui/icons';
import { Section, Title } from '../ui/bits';

const others: [IconName, string][] = [['assess', '/assess'], ['cases', '/cases'], ['log', '/log'], ['watch', '/watch'], ['intake', '/intake'], ['admin', '/admin']];

export default function About() {
  const w = useWords(), [on, setOn] = useState(remembered('keys') !== 'off');
  return (
    <>
      <Title page={w.about.title} lead={w.about.lead(node.name)}>{w.about.title}</Title>
      <Section title={w.about.places}><ul class="rows">{others.map(([n, href]) => <li key={n} data-row><a href={href}><Icon name={n} /> {w.menu[n]}</a></li>)}<li data-row><a href="/lab">{w.lab.title}</a></li></ul></Section>
      <Section title={w.about.look}><p class="acts"><Switches /></p></Section>
      <Section title={w.about.keys}>
        <label class="choice"><input type="checkbox" checked={on} onChange={(e) => { const v = (e.target as HTMLInputElement).checked; remember('keys', v ? null : 'off'); setOn(v); }} />{w.about.keysOn}</label>
        <dl class="pairs">{w.about.keyRows.map(([k, say]) => <><dt><kbd>{k}</kbd></dt><dd>{say}</dd></>)}</dl>
      </Section>
      <Section title={w.about.privacy}><p class="text">{w.about.privacySay}</p></Section>
    </>
  );
}
