// Passkeys (WebAuthn). The browser and the authenticator do the proving; what they give as bytes is sent on as base64url.
import { send, signedIn, session, type Session } from './api';

const url64 = (b: ArrayBuffer | Uint8Array) => btoa(String.fromCharCode(...new Uint8Array(b instanceof Uint8Array ? b.slice().buffer : b))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
function from64(s: string): Uint8Array<ArrayBuffer> {
  const raw = atob(s.replaceAll('-', '+').replaceAll('_', '/')), out = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i);
  return out;
}

export const passkeysHere = () => typeof PublicKeyCredential === 'function' && isSecureContext;
const challenge = async () => from64((await send<{ challenge: string }>('POST', '/api/v1/passkeys/challenge', {})).challenge);

export async function newPasskey(label: string, node: string): Promise<void> {
  const me = session.get()!;
  const c = (await navigator.credentials.create({
    publicKey: {
      challenge: await challenge(), rp: { name: `Concord ${node}` }, user: { id: new TextEncoder().encode(me.id ?? me.name), name: me.name, displayName: me.name },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }, { type: 'public-key', alg: -8 }, { type: 'public-key', alg: -257 }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' }, attestation: 'none', timeout: 120000,
    },
  })) as PublicKeyCredential;
  const a = c.response as AuthenticatorAttestationResponse;
  await send('POST', '/api/v1/passkeys', { id: url64(c.rawId), label, client_data: url64(a.clientDataJSON), authenticator_data: url64(a.getAuthenticatorData()), public_key: url64(a.getPublicKey()!) });
}

export async function signInByPasskey(): Promise<void> {
  const c = (await navigator.credentials.get({ publicKey: { challenge: await challenge(), userVerification: 'preferred', timeout: 120000 } })) as PublicKeyCredential;
  const a = c.response as AuthenticatorAssertionResponse;
  signedIn(await send<Session>('POST', '/api/v1/session/passkey', { id: url64(c.rawId), client_data: url64(a.clientDataJSON), authenticator_data: url64(a.authenticatorData), signature: url64(a.signature) }));
}
