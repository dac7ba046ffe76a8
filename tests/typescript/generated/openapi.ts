export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The public keys that full-access tokens are signed with
         * @description A JSON Web Key Set (RFC 7517). A key stands here before it signs, and for as long as what it signed may count.
         */
        get: operations["publicKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process runs
         * @description Depends on nothing else. For the one who restarts processes.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/authenticators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's authenticators
         * @description Those that were proven, oldest first. No secret of them is ever shown again.
         */
        get: operations["listAuthenticators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/authenticators/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take one of the caller's authenticators away
         * @description Ends what was proved; with the last one go the recovery codes. 403 for the last one that counts while the organization enforces MFA.
         */
        delete: operations["removeAuthenticator"];
        options?: never;
        head?: never;
        /**
         * Name one of the caller's authenticators
         * @description 1 to 64 characters. Another's is as unknown as none.
         */
        patch: operations["renameAuthenticator"];
        trace?: never;
    };
    "/mfa/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the caller needs now
         * @description `decision` is `allow`, `step_up`, `enrol` or `deny`; `reason` says why something is allowed, `deadline` until when without MFA, `methods` what can be used or enrolled, `links` where.
         */
        get: operations["mfaDecision"];
        put?: never;
        /**
         * What the gate would decide about the one whom a token speaks for, and why
         * @description For machines that `PORTCULLIS_DECIDERS` names, with the scope `portcullis.decide`. `rule` is the first that applied: 1 no membership, 2 a service, 3 evidence, 4 an authenticator to use, 5 not binding, 6 enrol; 0 where the token counts for nothing. `member` tells which policy, deadline and evidence it rests on.
         */
        post: operations["decideFor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch a kind of authenticator off
         * @description Ends what was proved. 403 for the last one that counts while the organization enforces MFA.
         */
        post: operations["disableMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch a kind of authenticator that was set up on
         * @description 400 for a kind that was not.
         */
        post: operations["enableMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/gate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * May the request pass in whose name a gateway asks?
         * @description For nginx `auth_request`, Caddy `forward_auth`, Traefik ForwardAuth, Envoy `ext_authz`. Any method. `/mfa/gate/{profile}/…` asks by one of the operator's profiles; whatever follows the profile's name is ignored, and so is the query. The caller is the bearer token's or, where there is none, the profile's cookie's; no other header identifies anybody. 200: it may, and `X-Portcullis-Subject`, `-Organization`, `-Decision`, `-Amr` and `-Policy-Version` are all there, `none` where they are empty. 401: there is no good token, or an authenticator must be used first (RFC 9470). 403: one must be enrolled first, or it may not. 503: it cannot be known. On every refusal there are `X-Portcullis-Code`, `-Methods`, `-Deadline` and `-Location`.
         */
        get: operations["mfaGate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/magic-link/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show that one reads the address that links go to
         * @description Takes no `Authorization`: the token of the mail says whose it is. It opens no session.
         */
        post: operations["activateMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/magic-link/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a link sent to one's own address
         * @description Takes no body. The link counts once, for ten minutes, in the session that asked for it, and kills the one before. What it shows goes to `/mfa/verify-login` as `token`. Five an hour for a member. 404 for who has no address, 400 for who has not set links up.
         */
        post: operations["sendMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The kinds of authenticators, and how the caller stands to each
         * @description `isAvailable` is false where the installation or the organization has no use for a kind.
         */
        get: operations["mfaMethods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit trail of the caller's organization, the newest entries first
         * @description Entries are numbered from 1 without gaps, in the order in which they were committed.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/enforce": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Require MFA of every member of the caller's organization, or stop requiring it
         * @description For owners and administrators. The organization is the one that the token names or, if it names none, the caller's only one. 200 means that the change and its audit entry are committed durably; saying what holds already is 200 as well and changes nothing. After a 500 the outcome is unknown and repeating the call is safe. Unknown fields of the body are ignored.
         */
        post: operations["enforceOrganizationMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/enrolments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many members confirmed an authenticator, day by day
         * @description From the audit trail; each member once a day, days in UTC, those without any left out.
         */
        get: operations["countEnrolments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/exemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The members who are exempt now, by subject
         * @description Those whose exemption is over are not among them; the trail has them.
         */
        get: operations["listMfaExemptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The members of the caller's organization, and how each stands
         * @description By subject. `state` is what the gate would decide in the session in which they verified last, by what was proved here; what the identity provider's tokens tell is not known before one comes: `verified`, `enrolled` (holds an authenticator that counts), `in_grace`, `overdue`, `exempt`, `not_required` or `service`. A page may hold fewer than asked for and still have a `next`. With `Accept: text/csv` as CSV; the next page's `after` is in the header `X-Next-After` then, and cells that a spreadsheet would take for a formula have an apostrophe in front.
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/members/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many members of the caller's organization stand how
         * @description The states are those of the list.
         */
        get: operations["countMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/members/{subject}/deadline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a member a deadline of their own, later or sooner
         * @description At most 90 days ahead; a moment that is over is now. Not for oneself, not for services, and not for an owner by an administrator. Every administrator is told of more time by mail.
         */
        put: operations["setMfaDeadline"];
        post?: never;
        /**
         * Give a member the deadline that everybody has
         * @description 404 if they have no other.
         */
        delete: operations["clearMfaDeadline"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/members/{subject}/exemption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Exempt a member from MFA for a while
         * @description Until at most 90 days ahead, with a reason; it ends by itself. Not for oneself, not for services, and not for an owner by an administrator. Who holds an authenticator is asked for it all the same. Every administrator is told by mail.
         */
        put: operations["grantMfaExemption"];
        post?: never;
        /**
         * End a member's exemption before its end
         * @description 404 if they have none that counts.
         */
        delete: operations["endMfaExemption"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The policy of the caller's organization
         * @description `ETag` is its version, to be sent as `If-Match` with a change. `demandSince`: from when deadlines are reckoned, while MFA is enforced.
         */
        get: operations["mfaPolicy"];
        /**
         * Write the whole policy of the caller's organization
         * @description `If-Match` with the version that the caller saw is required: 428 without, 412 when it is another by now. `If-Plan` may carry a plan's fingerprint: 409 when more members would have to enrol than was planned. Every field is required, and no others are taken. Allowing fewer methods is a new demand: members have the grace period to meet it, in which what they hold still counts. A weakening needs a verified session of who has an authenticator, and every administrator is told of it by mail.
         */
        put: operations["changeMfaPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/policy/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a policy would mean to every member, before it is written
         * @description Changes nothing. How many would pass, step up, be in grace (and must enrol by which day, in UTC), have to enrol at once, are exempt or services; what it would mean to the caller (`you`); and a fingerprint to send as `If-Plan` with the change. With `group`: the names of those in it. A member counts as verified by what they proved here in any session that was not ended; the identity provider's own MFA is in tokens alone.
         */
        post: operations["planMfaPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/passkey/auth-options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a challenge to use a passkey on
         * @description Takes no body. The answer goes to `/mfa/verify-login` within five minutes, in the same session, once. `challenge` is in base 64, the ids in base64url as browsers have them. 400 for who has no passkey.
         */
        post: operations["passkeyAuthOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/passkey/complete-registration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register the passkey that `/mfa/setup` began
         * @description The challenge is used up, whether the answer is right or not. Binary values are taken in base64url and in base 64, `clientExtensionResults` in either place. Registering is not using: the session has passed nothing yet.
         */
        post: operations["completePasskeyRegistration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/passkey/complete-registration-1": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register the passkey that `/mfa/setup` began
         * @description The challenge is used up, whether the answer is right or not. Binary values are taken in base64url and in base 64, `clientExtensionResults` in either place. Registering is not using: the session has passed nothing yet.
         */
        post: operations["completePasskeyRegistration1"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/primary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prefer a kind of authenticator
         * @description 400 for a kind of which none counts.
         */
        post: operations["setPrimaryMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many of the caller's recovery codes are left
         * @description The codes themselves were shown once.
         */
        get: operations["countRecoveryCodes"];
        put?: never;
        /**
         * Get a new set of recovery codes; the old ones are dead
         * @description Takes no body. Shown this once. For who holds an authenticator that counts.
         */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get the next full-access token
         * @description Decides anew. A refresh token counts once; `refreshToken` and `refresh_token` are the same field. A replaced one still gets a successor for 30 seconds; later its use ends the session.
         */
        post: operations["refreshMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take every authenticator away: one's own, or another member's
         * @description No body, or none of its fields, means one's own. Another's is for owners and administrators of the same organization, and an owner's for owners. `enable` has no effect.
         */
        post: operations["resetMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's sessions that passed the second factor
         * @description Newest first, at most 100.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of the caller's sessions
         * @description Its tokens are worth nothing from then on, for our own API at once. Takes the first factor alone: it only ever closes a door.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to set an authenticator up
         * @description `GOOGLE_AUTH` gives a secret, its QR code and ten recovery codes, shown this once, to be proven within ten minutes; what counted before stays until then. `PASSKEY` gives a challenge to answer within five, in parts and, as `publicKey`, whole: for `PublicKeyCredential.parseCreationOptionsFromJSON`. `MAGIC_LINK` sends a link to the member's own address. Nothing counts before `/mfa/verify-setup` in the same session or, for links, `/mfa/magic-link/activate`.
         */
        post: operations["setUpMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the caller stands
         * @description `isEnabled`: an authenticator counts. `isEnforced`: the organization enforces MFA. `isRequired`: MFA is or will be demanded of the caller. `sessionVerified`: this session passed the second factor. Who belongs to no organization gets all false.
         */
        get: operations["mfaStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/verify-login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use an authenticator; from then on this session has passed the second factor
         * @description The same token passes from then on, if it names the identity provider's session; the full-access token passes in any case. A recovery code goes in as a code of `GOOGLE_AUTH`. Five wrong codes of a member in a row mean a pause of 15 minutes, doubling up to an hour.
         */
        post: operations["verifyMfaLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/verify-setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove what was set up; from then on it counts
         * @description Guesses are counted like those of `/mfa/verify-login`. Proving is not using: the session has passed nothing yet.
         */
        post: operations["verifyMfaSetup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description OpenAPI 3.1.
         */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organization/{orgId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's own organization
         * @description What is not kept here is null. Every other organization is 403, whether it exists or not. Refusals say `message` where other routes say `error`.
         */
        get: operations["organization"];
        /**
         * Require MFA in the caller's own organization, or stop requiring it
         * @description The same as `POST /mfa/organization/enforce`. `mfaEnforced` alone can be written; other fields are ignored.
         */
        put: operations["changeOrganization"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Make an organization be there, called so
         * @description The id is the identity provider's. The same again changes nothing. One that was removed comes back with its policy, its members and its trail.
         */
        put: operations["putOrganization"];
        post?: never;
        /**
         * Remove an organization
         * @description At once it is as unknown as one that never was, and nobody passes in its name. What is removed already is 200, too.
         */
        delete: operations["removeOrganization"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/members/{subject}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Make a subject be a member of an organization
         * @description What is not said stays as it is, for who is a member; the same again changes nothing. Who is to administer an organization that enforces MFA must hold an authenticator that counts there, or there must be an `overrideReason`: 409 otherwise. The last owner stays.
         */
        put: operations["putMember"];
        post?: never;
        /**
         * End a membership
         * @description At once: whatever they proved counts no longer. Who is no member is 200, too. The last owner stays: 409.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether requests can be served
         * @description The database answers and its schema is not behind this program. For the one who sends requests.
         */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get the next full-access token
         * @description Decides anew. A refresh token counts once; `refreshToken` and `refresh_token` are the same field. A replaced one still gets a successor for 30 seconds; later its use ends the session.
         */
        post: operations["refreshUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        MessageRefusal: {
            /** @description What is wrong, for people. */
            message: string;
            /** @enum {boolean} */
            success: false;
        };
        Refusal: {
            /** @description What is wrong, for people. */
            error: string;
            /** @enum {boolean} */
            success: false;
        };
        Success: {
            /** @description What was done. */
            message: string;
            /** @enum {boolean} */
            success: true;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    publicKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    listAuthenticators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    removeAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the list names it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    renameAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the list names it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Phone"
                 *     }
                 */
                "application/json": {
                    /** @description 1 to 64 characters. */
                    name: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    mfaDecision: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    decideFor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"
                 *     }
                 */
                "application/json": {
                    /** @description The gate's profile; `default` if it is not given. */
                    profile?: string | null;
                    /** @description The token of the one about whom is asked. */
                    token: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="insufficient_scope", scope="portcullis.decide"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    disableMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mfaType": "GOOGLE_AUTH"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The kind of the authenticator.
                     * @enum {string}
                     */
                    mfaType: "GOOGLE_AUTH" | "MAGIC_LINK" | "PASSKEY";
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    enableMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mfaType": "GOOGLE_AUTH"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The kind of the authenticator.
                     * @enum {string}
                     */
                    mfaType: "GOOGLE_AUTH" | "MAGIC_LINK" | "PASSKEY";
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    mfaGate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    activateMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "0000000000000000000000000000000000000000000000000000000000000000"
                 *     }
                 */
                "application/json": {
                    /** @description As it stands in the link. */
                    token: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    sendMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    /** @description As in `900`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    mfaMethods: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description Those of this act: `policy.enforce`. */
                action?: string;
                /** @description Those of this subject, or of the operator of this name. */
                actor?: string;
                /** @description Those about this member. */
                member?: string;
                /** @description `changed`, `unchanged` or `refused`. */
                outcome?: "changed" | "unchanged" | "refused";
                /** @description Those from this moment on, as RFC 3339 has it. */
                from?: string;
                /** @description Those before this moment. */
                until?: string;
                /** @description The `next` of the page before: entries with a lower number. */
                before?: number;
                /** @description How many a page holds: 1 to 1000, 100 if it is not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    enforceOrganizationMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enforced": true
                 *     }
                 */
                "application/json": {
                    /** @description Whether every member must use MFA from now on. */
                    enforced: boolean;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    countEnrolments: {
        parameters: {
            query?: {
                /** @description How many days to look back: 1 to 366, 30 if it is not given. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    listMfaExemptions: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                after?: string;
                /** @description How many a page holds: 1 to 1000, 100 if it is not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description Those who stand so. */
                state?: "verified" | "enrolled" | "in_grace" | "overdue" | "exempt" | "not_required" | "service";
                /** @description Those whose subject or address holds this text, in any case of letters. */
                q?: string;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description How many a page holds at most: 1 to 1000, 100 if it is not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    countMembers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    setMfaDeadline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The identity provider's name for the member. */
                subject: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "deadline": "2026-01-15T00:00:00Z",
                 *       "reason": "on leave until then"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: date-time
                     * @description At most 90 days ahead, as RFC 3339 has it. A moment that is over is now.
                     */
                    deadline: string;
                    /** @description 1 to 500 characters. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    clearMfaDeadline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The identity provider's name for the member. */
                subject: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    grantMfaExemption: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The identity provider's name for the member. */
                subject: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "lost their phone abroad",
                 *       "until": "2026-01-15T00:00:00Z"
                 *     }
                 */
                "application/json": {
                    /** @description 1 to 500 characters. */
                    reason: string;
                    /**
                     * Format: date-time
                     * @description At most 90 days ahead, as RFC 3339 has it.
                     */
                    until: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    endMfaExemption: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The identity provider's name for the member. */
                subject: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    mfaPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    changeMfaPolicy: {
        parameters: {
            query?: never;
            header: {
                /** @description The `ETag` of the policy that the caller saw. */
                "If-Match": string;
                /** @description The fingerprint of a plan. */
                "If-Plan"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "allowedMethods": [
                 *         "GOOGLE_AUTH",
                 *         "PASSKEY"
                 *       ],
                 *       "enforced": true,
                 *       "gracePeriodDays": 14,
                 *       "maximumAgeSeconds": 43200
                 *     }
                 */
                "application/json": {
                    /** @description With what the demand can be met: at least one. */
                    allowedMethods: ("GOOGLE_AUTH" | "PASSKEY" | "MAGIC_LINK" | "IDENTITY_PROVIDER")[];
                    /** @description Whether every member must use MFA. */
                    enforced: boolean;
                    /**
                     * Format: int32
                     * @description For how many days after the demand, or after joining, a member may still pass: 0 to 90.
                     */
                    gracePeriodDays: number;
                    /**
                     * Format: int32
                     * @description For how many seconds a verification counts: 300 to 2592000.
                     */
                    maximumAgeSeconds: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Precondition Required */
            428: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    planMfaPolicy: {
        parameters: {
            query?: {
                /** @description `pass`, `stepUp`, `inGrace`, `enrolNow`, `exempt` or `services`: list its members instead. */
                group?: "pass" | "stepUp" | "inGrace" | "enrolNow" | "exempt" | "services";
                /** @description The `next` of the page before. */
                after?: string;
                /** @description How many members a page holds: 1 to 1000, 100 if it is not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "allowedMethods": [
                 *         "GOOGLE_AUTH",
                 *         "PASSKEY"
                 *       ],
                 *       "enforced": true,
                 *       "gracePeriodDays": 14,
                 *       "maximumAgeSeconds": 43200
                 *     }
                 */
                "application/json": {
                    /** @description With what the demand can be met: at least one. */
                    allowedMethods: ("GOOGLE_AUTH" | "PASSKEY" | "MAGIC_LINK" | "IDENTITY_PROVIDER")[];
                    /** @description Whether every member must use MFA. */
                    enforced: boolean;
                    /**
                     * Format: int32
                     * @description For how many days after the demand, or after joining, a member may still pass: 0 to 90.
                     */
                    gracePeriodDays: number;
                    /**
                     * Format: int32
                     * @description For how many seconds a verification counts: 300 to 2592000.
                     */
                    maximumAgeSeconds: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    passkeyAuthOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    completePasskeyRegistration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "dGVzdCBjaGFsbGVuZ2U=",
                 *       "credential": {
                 *         "id": "AA",
                 *         "rawId": "AA",
                 *         "response": {
                 *           "attestationObject": "AA",
                 *           "clientDataJSON": "AA"
                 *         },
                 *         "type": "public-key"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description The challenge that it answers, in base 64. */
                    challenge: string;
                    /** @description What `navigator.credentials.create` gave, as JSON. */
                    credential: Record<string, never>;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    completePasskeyRegistration1: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "dGVzdCBjaGFsbGVuZ2U=",
                 *       "credential": {
                 *         "id": "AA",
                 *         "rawId": "AA",
                 *         "response": {
                 *           "attestationObject": "AA",
                 *           "clientDataJSON": "AA"
                 *         },
                 *         "type": "public-key"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description The challenge that it answers, in base 64. */
                    challenge: string;
                    /** @description What `navigator.credentials.create` gave, as JSON. */
                    credential: Record<string, never>;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    setPrimaryMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mfaType": "GOOGLE_AUTH"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The kind of the authenticator.
                     * @enum {string}
                     */
                    mfaType: "GOOGLE_AUTH" | "MAGIC_LINK" | "PASSKEY";
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    countRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    renewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    refreshMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refreshToken": "0000000000000000000000000000000000000000000000000000000000000000"
                 *     }
                 */
                "application/json": {
                    /** @description The token; `refresh_token` is taken as well. */
                    refreshToken: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_token"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    resetMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": {
                    /** @description Has no effect. */
                    enable?: unknown;
                    /** @description Another member; absent for one's own. */
                    resetUserId?: string | null;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the list names it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    setUpMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mfaType": "GOOGLE_AUTH"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description What the device says of itself, in either shape: a passkey is named after its `name`, or its `browser` and `os`.
                     *     Anything else is ignored.
                     */
                    deviceInfo?: unknown;
                    /** @description For links: the member's own address, if anything. Ignored for the other kinds. */
                    email?: string | null;
                    /**
                     * @description The kind of the authenticator.
                     * @enum {string}
                     */
                    mfaType: "GOOGLE_AUTH" | "MAGIC_LINK" | "PASSKEY";
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    /** @description As in `900`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    mfaStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    verifyMfaLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456",
                 *       "mfaType": "GOOGLE_AUTH"
                 *     }
                 */
                "application/json": {
                    /** @description Six digits, or a recovery code. */
                    code?: string | null;
                    /** @description For passkeys: what `navigator.credentials.get` gave, as JSON. */
                    credential?: Record<string, never> | null;
                    /** @description Ignored: an address is the connection's. */
                    ipAddress?: unknown;
                    /**
                     * @description The kind of the authenticator.
                     * @enum {string}
                     */
                    mfaType: "GOOGLE_AUTH" | "MAGIC_LINK" | "PASSKEY";
                    /** @description Ignored: a session is the token's. */
                    sessionId?: unknown;
                    /** @description For links: what the page behind the link shows. */
                    token?: string | null;
                    /** @description Ignored. */
                    userAgent?: unknown;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    /** @description As in `900`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    verifyMfaSetup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456",
                 *       "mfaType": "GOOGLE_AUTH"
                 *     }
                 */
                "application/json": {
                    /** @description For one-time passwords: six digits. */
                    code?: string | null;
                    /** @description For passkeys: what `navigator.credentials.create` gave, as JSON. */
                    credential?: Record<string, never> | null;
                    /**
                     * @description The kind of the authenticator.
                     * @enum {string}
                     */
                    mfaType: "GOOGLE_AUTH" | "MAGIC_LINK" | "PASSKEY";
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    /** @description As in `900`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    organization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The caller's own organization. */
                orgId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
        };
    };
    changeOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The caller's own organization. */
                orgId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mfaEnforced": true
                 *     }
                 */
                "application/json": {
                    /** @description Whether every member must use MFA from now on. */
                    mfaEnforced: boolean;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRefusal"];
                };
            };
        };
    };
    putOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The identity provider's name for the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Acme"
                 *     }
                 */
                "application/json": {
                    /** @description 1 to 200 characters. */
                    name: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="insufficient_scope", scope="portcullis.provision"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    removeOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The identity provider's name for the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="insufficient_scope", scope="portcullis.provision"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    putMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The identity provider's name for the organization. */
                org: string;
                /** @description The identity provider's name for the member. */
                subject: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "alice@example.com",
                 *       "kind": "person",
                 *       "role": 0
                 *     }
                 */
                "application/json": {
                    /** @description Where they can be reached. */
                    email?: string | null;
                    /**
                     * @description `person` or `service`; a person for who is new.
                     * @enum {string|null}
                     */
                    kind?: "person" | "service" | null;
                    /** @description The reason why they may administer an organization that enforces MFA without an authenticator that counts. */
                    overrideReason?: string | null;
                    /**
                     * @description 0 USER, 1 BILLING, 2 WORKSPACES, 254 ADMINISTRATORS, 255 OWNER; USER for who is new.
                     * @enum {integer|null}
                     */
                    role?: 0 | 1 | 2 | 254 | 255 | null;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="insufficient_scope", scope="portcullis.provision"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The identity provider's name for the organization. */
                org: string;
                /** @description The identity provider's name for the member. */
                subject: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="insufficient_scope", scope="portcullis.provision"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
    refreshUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refreshToken": "0000000000000000000000000000000000000000000000000000000000000000"
                 *     }
                 */
                "application/json": {
                    /** @description The token; `refresh_token` is taken as well. */
                    refreshToken: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_token"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the refusal. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
        };
    };
}
