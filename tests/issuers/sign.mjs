// node sign.mjs ALGORITHM KEY: signs the claims on standard input with the JSON Web Key of that file (jose).
import { readFileSync } from 'node:fs';
import { SignJWT, importJWK } from 'jose';

const [alg, file] = process.argv.slice(2);
const jwk = JSON.parse(readFileSync(file, 'utf8'));
const claims = JSON.parse(readFileSync(0, 'utf8'));
const header = jwk.kid ? { alg, typ: 'JWT', kid: jwk.kid } : { alg, typ: 'JWT' };
process.stdout.write(await new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(jwk, alg)));
