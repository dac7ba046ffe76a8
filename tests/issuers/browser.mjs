// node browser.mjs ISSUER ALGORITHM: a browser at the provider. For each line on standard input it writes one:
//
//   login NAME   logs in as NAME at the application `app`, and writes the access token for Portcullis
//   logout       logs out at the provider, and writes `out`
import { createInterface } from 'node:readline';

const [issuer, algorithm] = process.argv.slice(2);
const cookies = new Map();

// the provider closes idle connections, which `fetch` may be about to use again
const request = (...call) => fetch(...call).catch(() => fetch(...call));

async function visit(path, form) {
  const response = await request(new URL(path, issuer), {
    method: form ? 'POST' : 'GET',
    body: form && new URLSearchParams(form),
    headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    redirect: 'manual',
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [name, value] = cookie.split(';')[0].split('=');
    if (value) cookies.set(name, value);
    else cookies.delete(name);
  }
  const location = response.headers.get('location');
  // the application itself does not run: only the code in its address is used
  if (!location || location.startsWith('http://localhost/')) return { location, text: await response.text() };
  return visit(location);
}

async function login(name) {
  const resource = `https://portcullis.example/${algorithm}`;
  const redirect = { redirect_uri: 'http://localhost/callback', resource };
  const query = { client_id: 'app', response_type: 'code', scope: 'openid', prompt: 'login consent', ...redirect };
  let page = await visit(`/auth?${new URLSearchParams(query)}`);
  for (const form of [{ prompt: 'login', login: name, password: 'x' }, { prompt: 'consent' }]) {
    page = await visit(page.text.match(/action="([^"]+)"/)[1], form);
  }
  const code = new URL(page.location).searchParams.get('code');
  const response = await request(new URL('/token', issuer), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('app:only-for-tests')}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, ...redirect }),
  });
  return (await response.json()).access_token;
}

async function logout() {
  const page = await visit('/session/end');
  await visit('/session/end/confirm', { xsrf: page.text.match(/name="xsrf" value="([^"]+)"/)[1], logout: 'yes' });
  return 'out';
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, name] = line.split(' ');
  console.log(command === 'login' ? await login(name) : await logout());
}
