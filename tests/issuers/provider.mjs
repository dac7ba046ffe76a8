// A real OpenID provider on loopback:
//
//   [LOGOUT_URI=URL] node provider.mjs PORT FOLDER NAME:ALGORITHM …
//
// publishes a key for each NAME, created on first use and stored in FOLDER. The last part of the requested resource names
// the ALGORITHM of an access token. Its clients are `machine`, of the organization `acme`, and the application `app`, whose
// users log in with any name and are logged out at LOGOUT_URI.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

// its notices would break the pipe, which nobody reads after `ready`
console.info = console.warn = () => {};

const [port, folder, ...names] = process.argv.slice(2);

async function key(name) {
  const [kid, alg] = name.split(':');
  const file = join(folder, `${kid}.json`);
  if (!existsSync(file)) {
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    writeFileSync(file, JSON.stringify({ ...(await exportJWK(privateKey)), kid, alg, use: 'sig' }));
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

const issuer = `http://localhost:${port}`;
const provider = new Provider(issuer, {
  jwks: { keys: await Promise.all(names.map(key)) },
  clients: [
    {
      client_id: 'machine',
      client_secret: 'only-for-tests',
      // must be an algorithm with a key, though no ID token is requested
      id_token_signed_response_alg: names[0].split(':').pop(),
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    },
    {
      client_id: 'app',
      client_secret: 'only-for-tests',
      id_token_signed_response_alg: names[0].split(':').pop(),
      redirect_uris: ['http://localhost/callback'],
      backchannel_logout_uri: process.env.LOGOUT_URI ?? 'http://localhost/backchannel-logout',
      backchannel_logout_session_required: true,
    },
  ],
  extraTokenClaims: ({ oidc }, { clientId }) => {
    const code = oidc.entities.AuthorizationCode;
    return clientId === 'app'
      ? { orgId: 'acme', sid: code.sid, auth_time: code.authTime }
      : { orgId: 'acme', sid: 'session-of-the-provider', email: 'machine@example.com' };
  },
  pkce: { required: () => false },
  features: {
    backchannelLogout: { enabled: true },
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_context, resource) => ({
        scope: 'portcullis.provision',
        audience: 'portcullis',
        accessTokenFormat: 'jwt',
        accessTokenTTL: 600,
        jwt: { sign: { alg: resource.split('/').pop() } },
      }),
    },
  },
});
provider.listen(Number(port), '127.0.0.1', () => console.log(`ready ${issuer}`));
