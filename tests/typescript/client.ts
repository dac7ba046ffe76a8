// A typed client of the OpenAPI document: enforces MFA, enrols a one-time password, signs in with it and passes the gate.
//
//   node client.js URL OWNER_TOKEN MEMBER_TOKEN OTHER_SESSION_TOKEN
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import createClient from "openapi-fetch";
import type { paths } from "./generated/openapi.js";

const [baseUrl, owner, member, elsewhere] = process.argv.slice(2);
assert(baseUrl && owner && member && elsewhere);
const api = createClient<paths>({ baseUrl });
const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

/** The bytes of a secret in base32 (RFC 4648). */
function bytesOf(secret: string): Buffer {
    const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"));
    const bytes = bits.join("").match(/.{8}/g) ?? [];
    return Buffer.from(bytes.map((byte) => parseInt(byte, 2)));
}

/** The code (RFC 6238) of `stepsBack` steps of 30 seconds before now. */
function codeOf(secret: string, stepsBack: number): string {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) - stepsBack));
    const tag = createHmac("sha1", bytesOf(secret)).update(counter).digest();
    const number = tag.readUInt32BE(tag.readUInt8(19) & 0x0f) & 0x7fff_ffff;
    return String(number % 1_000_000).padStart(6, "0");
}

/** The status of the gate, and the code of its refusal or its decision. */
async function gate(token: string): Promise<[number, string | null]> {
    const { response } = await api.GET("/mfa/gate", as(token));
    const name = response.status === 200 ? "x-portcullis-decision" : "x-portcullis-code";
    return [response.status, response.headers.get(name)];
}

const enforced = await api.POST("/mfa/organization/enforce", { ...as(owner), body: { enforced: true } });
assert.equal(enforced.data?.message, "MFA enforcement enabled for organization");
assert.deepEqual(await gate(member), [403, "enrolment.required"]);

const refused = await api.POST("/mfa/organization/enforce", { ...as(member), body: { enforced: false } });
assert.equal(refused.response.status, 403);
assert.match(refused.error?.error ?? "", /^Insufficient permissions/);

const setup = await api.POST("/mfa/setup", { ...as(member), body: { mfaType: "GOOGLE_AUTH" } });
assert(setup.data?.data && "secret" in setup.data.data, `setup: ${setup.response.status}`);
const { secret } = setup.data.data;
assert(secret);
const proof = { mfaType: "GOOGLE_AUTH" as const, code: codeOf(secret, 1) };
const confirmed = await api.POST("/mfa/verify-setup", { ...as(member), body: proof });
assert.equal(confirmed.data?.message, "MFA setup verified and enabled");

assert.deepEqual(await gate(elsewhere), [401, "authentication.insufficient"]);
const login = { mfaType: "GOOGLE_AUTH" as const, code: codeOf(secret, 0) };
const granted = await api.POST("/mfa/verify-login", { ...as(elsewhere), body: login });
const fullAccessToken = granted.data?.fullAccessToken;
assert(fullAccessToken, `verify-login: ${granted.response.status}`);
assert.deepEqual(await gate(fullAccessToken), [200, "verified"]);

const status = await api.GET("/mfa/status", as(fullAccessToken));
assert.equal(status.data?.data?.sessionVerified, true);
