import { render } from 'preact';
import { App, startTheme } from './app';
import { startKeys } from './keys';
import { speak, wanted } from './lib/i18n';
import { startRouter } from './lib/router';

// A one-time link ends in #/setup/SECRET: what stands behind # is sent to no server.
const link = /^#\/setup\/([\w-]+)$/.exec(location.hash);
if (link) history.replaceState(null, '', '/setup#' + link[1]);
startTheme();
startRouter();
startKeys();
void speak(wanted()).then(() => {
  const at = document.getElementById('app')!;
  at.replaceChildren();
  render(<App />, at);
});
