import { render } from 'preact';
import { App, startTheme } from './app';
import { startKeys } from './keys';
import { speak, wanted } from './lib/i18n';
import { startRouter } from './lib/router';

startTheme();
startRouter();
startKeys();
void speak(wanted()).then(() => {
  const at = document.getElementById('app')!;
  at.replaceChildren();
  render(<App />, at);
});
