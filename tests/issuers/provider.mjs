// A real OpenID provider on loopback:
//
//   node provider.mjs PORT FOLDER NAME:ALGORITHM …
//
// publishes a key for each NAME, created on first use and stored in FOLDER. The last part of the requested resource names
// the ALGORITHM of an access token. Its only client is `machine`, of the organization `acme`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

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
  ],
  extraTokenClaims: () => ({ orgId: 'acme', sid: 'session-of-the-provider', email: 'machine@example.com' }),
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
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
