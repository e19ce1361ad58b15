// The first administrator, by the one-time link that the node printed when it first started.
import { useState } from 'preact/hooks';
import { Problem, send } from '../lib/api';
import { useWords } from '../lib/i18n';
import { go } from '../lib/router';
import { Title } from '../ui/bits';
import { Faults, Text, type Fault } from '../ui/form';

// The link as it was handed over, or the secret alone.
const secretOf = (link: string) => link.trim().split('/').pop() ?? '';

export default function Setup() {
  const w = useWords(), [link, setLink] = useState(location.hash.slice(1)), [name, setName] = useState(''), [password, setPassword] = useState(''), [code, setCode] = useState<string>(), [faults, setFaults] = useState<Fault[]>([]), [busy, setBusy] = useState(false);
  const submit = async (e: Event) => {
    e.preventDefault();
    const wrong = [!link && { field: 'link', text: w.setup.needLink }, password.length < 12 && { field: 'password', text: w.setup.needLong }].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    setBusy(true);
    try {
      await send('POST', '/api/v1/setup', { link: secretOf(link), name, password, ...(code ? { code: code.trim() } : {}) });
      go('/signin');
    } catch (x) {
      const p = x as Problem;
      if (p.codeNeeded) setCode(code ?? '');
      setFaults([p.codeNeeded ? { field: 'code', text: w.setup.needCode } : { field: '', text: p.status === 404 ? w.signin.notYet : p.detail }]);
    }
    setBusy(false);
  };
  return (
    <>
      <Title page={w.setup.title} lead={w.setup.lead}>{w.setup.title}</Title>
      <Faults faults={faults} />
      <form onSubmit={(e) => void submit(e)} noValidate>
        <Text id="link" label={w.setup.link} hint={w.setup.linkHint} faults={faults} value={link} change={setLink} />
        {code !== undefined && <Text id="code" label={w.setup.code} hint={w.setup.codeHint} faults={faults} value={code} change={setCode} width="mid" />}
        <Text id="name" label={w.signin.name} hint={w.setup.nameHint} faults={faults} value={name} change={setName} auto="username" width="mid" />
        <Text id="password" label={w.signin.password} hint={w.setup.passwordHint} faults={faults} value={password} change={setPassword} type="password" auto="new-password" width="mid" />
        <p class="acts"><button class="btn" disabled={busy}>{w.setup.make}</button></p>
      </form>
    </>
  );
}
