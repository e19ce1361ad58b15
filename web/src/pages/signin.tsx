// Signing in: name, password and, where a second factor is set, its code.
import { useState } from 'preact/hooks';
import { Problem, send, session, signedIn, type Session } from '../lib/api';
import { useWords } from '../lib/i18n';
import { passkeysHere, signInByPasskey } from '../lib/passkey';
import { address, go } from '../lib/router';
import { Title } from '../ui/bits';
import { Faults, Text, type Fault } from '../ui/form';

// A way back is only taken within this console.
const inside = (path: string | null) => (path && /^\/(?!\/)[\w./?=&%-]*$/.test(path) ? path : '/');

export default function SignIn() {
  const w = useWords(), [name, setName] = useState(''), [password, setPassword] = useState(''), [code, setCode] = useState(''), [faults, setFaults] = useState<Fault[]>([]), [busy, setBusy] = useState(false);
  const me = session.use();
  const submit = async (e: Event) => {
    e.preventDefault();
    const wrong = [!name && { field: 'name', text: w.signin.needName }, !password && { field: 'password', text: w.signin.needPassword }].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    setBusy(true);
    try {
      signedIn(await send<Session>('POST', '/api/v1/session', { name, password, ...(code ? { code } : {}) }));
      go(inside(address.get().query.get('back')));
    } catch (x) {
      const p = x as Problem;
      if (p.codeNeeded) setFaults([{ field: 'code', text: w.signin.codeNeeded }]);
      else setFaults([{ field: p.status === 404 || p.status === 403 ? '' : 'name', text: p.status === 404 ? w.signin.notYet : p.detail }]);
    }
    setBusy(false);
  };
  return (
    <>
      <Title page={w.signin.title} lead={w.signin.lead}>{w.signin.title}</Title>
      {me && <p class="done">{w.signin.as(me.name)}</p>}
      <Faults faults={faults} />
      <form onSubmit={(e) => void submit(e)} noValidate>
        <Text id="name" label={w.signin.name} faults={faults} value={name} change={setName} auto="username" width="mid" />
        <Text id="password" label={w.signin.password} faults={faults} value={password} change={setPassword} type="password" auto="current-password" width="mid" />
        <Text id="code" label={w.signin.code} hint={w.signin.codeHint} faults={faults} value={code} change={setCode} auto="one-time-code" width="short" />
        <p class="acts"><button class="btn" disabled={busy}>{w.signin.title}</button></p>
      </form>
      {passkeysHere() && <p class="acts"><button class="btn s" onClick={() => void signInByPasskey().then(() => go(inside(address.get().query.get('back'))), (x) => setFaults([{ field: '', text: x instanceof Problem ? x.detail : w.signin.passkeyFailed }]))}>{w.signin.passkey}</button></p>}
      <p class="sm mu">{w.signin.firstTime} <a href="/setup">{w.setup.title}</a></p>
    </>
  );
}
