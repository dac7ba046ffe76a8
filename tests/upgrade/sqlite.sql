PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE __diesel_schema_migrations (
       version VARCHAR(50) PRIMARY KEY NOT NULL,
       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO __diesel_schema_migrations VALUES('20261124000000','2026-11-30 06:44:04');
INSERT INTO __diesel_schema_migrations VALUES('20261124100000','2026-11-30 06:44:04');
INSERT INTO __diesel_schema_migrations VALUES('20261124300000','2026-11-30 06:44:04');
INSERT INTO __diesel_schema_migrations VALUES('20261124400000','2026-11-30 06:44:04');
INSERT INTO __diesel_schema_migrations VALUES('20261124500000','2026-11-30 06:44:04');
INSERT INTO __diesel_schema_migrations VALUES('20261124600000','2026-11-30 06:44:04');
INSERT INTO __diesel_schema_migrations VALUES('20261124700000','2026-11-30 06:44:04');
INSERT INTO __diesel_schema_migrations VALUES('20261124800000','2026-11-30 06:44:04');
INSERT INTO __diesel_schema_migrations VALUES('20261124900000','2026-11-30 06:44:04');
INSERT INTO __diesel_schema_migrations VALUES('20261124950000','2026-11-30 06:44:04');
CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 128),
    name TEXT NOT NULL,
    mfa_enforced INTEGER NOT NULL CHECK (mfa_enforced IN (0, 1)),
    mfa_demand_since INTEGER,
    mfa_relaxed_at INTEGER,
    mfa_grace_days INTEGER NOT NULL CHECK (mfa_grace_days BETWEEN 0 AND 90),
    mfa_methods TEXT NOT NULL CHECK (json_valid(mfa_methods)),
    mfa_maximum_age_seconds INTEGER NOT NULL CHECK (mfa_maximum_age_seconds > 0),
    policy_version INTEGER NOT NULL CHECK (policy_version > 0),
    version INTEGER NOT NULL CHECK (version > 0),
    created_at INTEGER NOT NULL, deleted_at INTEGER,
    -- who is enforced has a moment from which deadlines are reckoned
    CHECK (NOT mfa_enforced OR mfa_demand_since IS NOT NULL)
) STRICT;
INSERT INTO organizations VALUES('acme','acme',1,1796021044949942,NULL,0,'["GOOGLE_AUTH","PASSKEY"]',43200,2,2,1796021044427824,NULL);
INSERT INTO organizations VALUES('other','other',0,NULL,NULL,0,'["GOOGLE_AUTH","PASSKEY"]',43200,1,1,1796021044496089,NULL);
CREATE TABLE memberships (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    email TEXT,
    role TEXT NOT NULL CHECK (role IN ('USER', 'BILLING', 'WORKSPACES', 'ADMINISTRATORS', 'OWNER')),
    kind TEXT NOT NULL CHECK (kind IN ('person', 'service')),
    first_joined_at INTEGER NOT NULL,
    removed_at INTEGER, primary_method TEXT CHECK (primary_method IN ('GOOGLE_AUTH', 'PASSKEY', 'MAGIC_LINK')), deadline_at INTEGER, exempt_until INTEGER, exempt_reason TEXT, exempt_by TEXT, exempt_since INTEGER,
    PRIMARY KEY (organization_id, subject),
    CHECK (kind = 'person' OR role NOT IN ('ADMINISTRATORS', 'OWNER'))
) STRICT;
INSERT INTO memberships VALUES('acme','owner',NULL,'OWNER','person',1796021044463290,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO memberships VALUES('acme','administrator',NULL,'ADMINISTRATORS','person',1796021044463290,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO memberships VALUES('acme','workspaces',NULL,'WORKSPACES','person',1796021044463290,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO memberships VALUES('acme','billing',NULL,'BILLING','person',1796021044463290,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO memberships VALUES('acme','user',NULL,'USER','person',1796021044463290,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO memberships VALUES('acme','both',NULL,'OWNER','person',1796021044463290,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO memberships VALUES('other','both',NULL,'OWNER','person',1796021044533903,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO memberships VALUES('other','foreign',NULL,'OWNER','person',1796021044533903,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE audit_entries (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('subject', 'operator')),
    actor_issuer TEXT,
    actor TEXT NOT NULL,
    token_id TEXT,
    action TEXT NOT NULL,
    target_kind TEXT NOT NULL CHECK (target_kind IN ('organization', 'policy', 'member')),
    target TEXT,
    outcome TEXT NOT NULL CHECK (outcome IN ('changed', 'unchanged', 'refused')),
    changes TEXT NOT NULL CHECK (json_valid(changes)),
    request_id TEXT,
    source TEXT,
    policy_version INTEGER NOT NULL, transaction_id INTEGER, actor_variant TEXT,
    PRIMARY KEY (organization_id, sequence)
) STRICT;
INSERT INTO audit_entries VALUES('acme',1,1796021044427824,'operator',NULL,'operator',NULL,'organization.create','organization',NULL,'changed','[{"after":"acme","before":null,"field":"name"},{"after":"0","before":null,"field":"gracePeriodDays"}]',NULL,NULL,1,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',2,1796021044463290,'operator',NULL,'operator',NULL,'member.add','member','owner','changed','[{"after":"OWNER","before":null,"field":"role"},{"after":"person","before":null,"field":"kind"}]',NULL,NULL,1,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',3,1796021044463290,'operator',NULL,'operator',NULL,'member.add','member','administrator','changed','[{"after":"ADMINISTRATORS","before":null,"field":"role"},{"after":"person","before":null,"field":"kind"}]',NULL,NULL,1,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',4,1796021044463290,'operator',NULL,'operator',NULL,'member.add','member','workspaces','changed','[{"after":"WORKSPACES","before":null,"field":"role"},{"after":"person","before":null,"field":"kind"}]',NULL,NULL,1,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',5,1796021044463290,'operator',NULL,'operator',NULL,'member.add','member','billing','changed','[{"after":"BILLING","before":null,"field":"role"},{"after":"person","before":null,"field":"kind"}]',NULL,NULL,1,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',6,1796021044463290,'operator',NULL,'operator',NULL,'member.add','member','user','changed','[{"after":"USER","before":null,"field":"role"},{"after":"person","before":null,"field":"kind"}]',NULL,NULL,1,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',7,1796021044463290,'operator',NULL,'operator',NULL,'member.add','member','both','changed','[{"after":"OWNER","before":null,"field":"role"},{"after":"person","before":null,"field":"kind"}]',NULL,NULL,1,NULL,NULL);
INSERT INTO audit_entries VALUES('other',1,1796021044496089,'operator',NULL,'operator',NULL,'organization.create','organization',NULL,'changed','[{"after":"other","before":null,"field":"name"},{"after":"0","before":null,"field":"gracePeriodDays"}]',NULL,NULL,1,NULL,NULL);
INSERT INTO audit_entries VALUES('other',2,1796021044533903,'operator',NULL,'operator',NULL,'member.add','member','both','changed','[{"after":"OWNER","before":null,"field":"role"},{"after":"person","before":null,"field":"kind"}]',NULL,NULL,1,NULL,NULL);
INSERT INTO audit_entries VALUES('other',3,1796021044533903,'operator',NULL,'operator',NULL,'member.add','member','foreign','changed','[{"after":"OWNER","before":null,"field":"role"},{"after":"person","before":null,"field":"kind"}]',NULL,NULL,1,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',8,1796021044749709,'subject','https://idp.example','user','5b96a576a77195163cdf5cd814879ada','mfa.set_up','member','user','changed','[{"after":"GOOGLE_AUTH","before":null,"field":"method"}]','01a22b32-460c-7de6-a8b1-17c45f14b7f5','127.0.0.1',1,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',9,1796021044763168,'subject','https://idp.example','user','5b96a576a77195163cdf5cd814879ada','mfa.confirm','member','user','changed','[{"after":"GOOGLE_AUTH","before":null,"field":"method"}]','01a22b32-461a-70e6-869f-8bbed57ac453','127.0.0.1',1,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',10,1796021044771288,'subject','https://idp.example','user','5b96a576a77195163cdf5cd814879ada','mfa.verify','member','user','changed','[{"after":"GOOGLE_AUTH","before":null,"field":"method"}]','01a22b32-4623-7ee9-a805-a5ecb90e7fae','127.0.0.1',1,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',11,1796021044858995,'subject','https://idp.example','billing','59a680aee69b6b8deed0ada9f5301786','policy.enforce','policy',NULL,'refused','[]','acceptance','127.0.0.1',1,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',12,1796021044949942,'subject','https://idp.example','owner','9cc9f68f3057abf65f2ba10c709295aa','policy.enforce','policy',NULL,'changed','[{"after":true,"before":false,"field":"enforced"},{"after":"2026-11-30T06:44:04.949942Z","before":null,"field":"demandSince"}]','acceptance','127.0.0.1',2,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',13,1796021045009587,'subject','https://idp.example','user','13e5db1025fb420c833d53a700761510','mfa.verify','member','user','refused','[{"after":"GOOGLE_AUTH","before":null,"field":"method"}]','01a22b32-4711-7f36-844a-b209a5851813','127.0.0.1',2,NULL,NULL);
INSERT INTO audit_entries VALUES('acme',14,1796021045075018,'subject','https://idp.example','administrator','43e5b6f256d8feeceed54132e3cf3bdb','mfa.set_up','member','administrator','changed','[{"after":"GOOGLE_AUTH","before":null,"field":"method"}]','01a22b32-4752-73ee-b820-87ad09a76136','127.0.0.1',2,NULL,NULL);
CREATE TABLE installation (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
CREATE TABLE authenticators (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('GOOGLE_AUTH', 'PASSKEY', 'MAGIC_LINK')),
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'disabled')),
    expires_at INTEGER,
    secret BLOB,
    secret_key_id TEXT,
    last_step INTEGER,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER, pending_session TEXT, credential_id BLOB, user_handle BLOB, sign_count INTEGER, credential TEXT, address TEXT,
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject),
    CHECK ((state = 'pending') = (expires_at IS NOT NULL)),
    CHECK (method <> 'GOOGLE_AUTH' OR (secret IS NOT NULL AND secret_key_id IS NOT NULL))
) STRICT;
INSERT INTO authenticators VALUES('01a22b32-460d-7a31-8da8-9b4331348e4c','acme','user','GOOGLE_AUTH','Authenticator app','active',NULL,X'b4049b2f6a08ded8b6d2a06ad21ed36623f46be9a52c0211755562cc20aca7429a3d3b342586b8ecacb7140a59d85186','3eb1bd439947eb76',59867368,1796021044749709,1796021044771288,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO authenticators VALUES('01a22b32-4753-7299-8692-0da4750d6ac1','acme','administrator','GOOGLE_AUTH','Authenticator app','pending',1796021645075018,X'ed50bb02c25d9a5026b03e2986c34096426fe801c953e8e49e4a9bc2c56d94dcf9f51e2621f4bb3cc7ad8d321b6d6db8','3eb1bd439947eb76',NULL,1796021045075018,NULL,'',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE recovery_codes (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    digest BLOB NOT NULL,
    waits_for TEXT,
    used_at INTEGER, key_id TEXT,
    PRIMARY KEY (organization_id, subject, digest),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
) STRICT;
INSERT INTO recovery_codes VALUES('acme','user',X'195b83107a2c6e20759ae847a565afd3832bb13eb580adec2036286f6bbaf262',NULL,NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','user',X'3b2c3a2aec0017d140f3330be123dc5130ba1115ee4f8f9c184516bd02ba6570',NULL,NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','user',X'c0631fa113b8e95e9e65d20c4af255da04ecc7925b02e7a8af9c11f9f1ae8624',NULL,NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','user',X'f69f3466802cd176108031086e6bb362a967853f417d1fc029a0be0584f24b8d',NULL,NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','user',X'899b10a516a569b8917f1014478b15a3136d6c75026378d957a336a4e346f0bf',NULL,NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','user',X'0ca817431a2d73542e07eda3e9ab9c837a853217eaadb8f394e427a0f219deca',NULL,NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','user',X'e9050cf8909c00cbdaca6b7ebc6de6382aa45ce39163b2ff1a5b35da098ce285',NULL,NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','user',X'2bd0706361b678e25511725b04d852601e5b973abd04ee72019e65f67bc9ad77',NULL,NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','user',X'0f6932774e35f10a38ce19658f72e0834235d3e1cc7c548bfc710f31e1203d49',NULL,NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','user',X'ce3f03778cc5f5ab7d0b2f1c8bf35a48dd20070d21b2589b14534140f51697e7',NULL,NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','administrator',X'577504cf30756cd5252956b453d77e9d9c9b3b618f2f22e125569d438f6545f1','01a22b32-4753-7299-8692-0da4750d6ac1',NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','administrator',X'1de6b25e4f8ffafddd515d8cab7af1ef05ddd1239c14da1b006b222a1906496c','01a22b32-4753-7299-8692-0da4750d6ac1',NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','administrator',X'6c4fdf7121ded7550057ae946b138c3f603793d5d725bbbdc656befc6b85f258','01a22b32-4753-7299-8692-0da4750d6ac1',NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','administrator',X'579fc224b262615f786ff0ce560feb6deeb53906439c857044b8351f9b929614','01a22b32-4753-7299-8692-0da4750d6ac1',NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','administrator',X'1577654332f8be29e5ca366c19f1ca3cdedfa9c0dcf17ac17605c024c4e2c2f5','01a22b32-4753-7299-8692-0da4750d6ac1',NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','administrator',X'b545137a32c80d7944a91d0443156d36def009ecaca384039bbda37a81307d1f','01a22b32-4753-7299-8692-0da4750d6ac1',NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','administrator',X'4296c86e1cd1beb209dd506b16767118d07b983a140baf59644afc694b6481c6','01a22b32-4753-7299-8692-0da4750d6ac1',NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','administrator',X'6186d75282beb24c4dbbdf17afc2553c327f40dab6d7bced70162366bb4456a6','01a22b32-4753-7299-8692-0da4750d6ac1',NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','administrator',X'b43d6938c75292f3c3872b5a7968b7397e684e0e9d774656c0d9b9dd20b457b0','01a22b32-4753-7299-8692-0da4750d6ac1',NULL,'3eb1bd439947eb76');
INSERT INTO recovery_codes VALUES('acme','administrator',X'a3371aed568a312088a0be9d285e70b7af3fa17a942d41d85cbc8f66d351306b','01a22b32-4753-7299-8692-0da4750d6ac1',NULL,'3eb1bd439947eb76');
CREATE TABLE attempts (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    failures INTEGER NOT NULL CHECK (failures >= 0),
    locked_until INTEGER,
    PRIMARY KEY (organization_id, subject),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
) STRICT;
INSERT INTO attempts VALUES('acme','user',1,NULL);
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    provider_session TEXT,
    method TEXT NOT NULL CHECK (method IN ('GOOGLE_AUTH', 'PASSKEY', 'MAGIC_LINK', 'RECOVERY_CODE')),
    authenticator_id TEXT,
    verified_at INTEGER NOT NULL,
    ended_at INTEGER,
    refresh_current BLOB NOT NULL,
    refresh_previous BLOB,
    refresh_rotated_at INTEGER NOT NULL, copied_claims TEXT,
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
) STRICT;
INSERT INTO sessions VALUES('01a22b32-461b-7b74-a3fe-53fd84a04b86','acme','user','sid-1','GOOGLE_AUTH','01a22b32-460d-7a31-8da8-9b4331348e4c',1796021044763168,NULL,X'd4f5deb954339b84f4a0dfbeae895f155460cb565f0dc63f1799a57349f86690',NULL,1796021044763168,NULL);
INSERT INTO sessions VALUES('01a22b32-4623-76db-ba3a-4b5f2fd80c5d','acme','user','sid-1','GOOGLE_AUTH','01a22b32-460d-7a31-8da8-9b4331348e4c',1796021044771288,NULL,X'6e2dde33f72a969233089ec7f7783374b2920273711d171f488ea8becfbf7720',X'090308e638c275ec4a2258532e46a6313d28000f2bff40695173e7d01d947205',1796021044782873,NULL);
CREATE TABLE spent_refresh_tokens (
    digest BLOB NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id)
) STRICT;
INSERT INTO spent_refresh_tokens VALUES(X'090308e638c275ec4a2258532e46a6313d28000f2bff40695173e7d01d947205','01a22b32-4623-76db-ba3a-4b5f2fd80c5d');
CREATE TABLE signing_keys (
    id TEXT NOT NULL PRIMARY KEY,
    private_key BLOB NOT NULL,
    private_key_id TEXT NOT NULL,
    active_from INTEGER NOT NULL,
    retires_at INTEGER
) STRICT;
INSERT INTO signing_keys VALUES('portcullis-f154c5cefd89baf6',X'6243fd8dcd762e70c107607d1393f0f2b41b6f77b0129b9fb6b065dae33ab5eadb71fc966ac5824e8d3c3cf224b5c96e2f0761c2ba503a68ae7f1d0aa17fa3e5df9f8c18e68e890e8c1ea672b3101bab5e493bc5f02dec4bc770c3637256497be9a4faf78a59c41d3d40ab716c62af99b61a64e3572ed9d7434a5a7a22531b90bbec873abcdf6d09f692b017ce459ac002cb7edbca16669e19a728ff869af18e9ef21575871c','3eb1bd439947eb76',1796021044568752,NULL);
CREATE TABLE passkey_ceremonies (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('register', 'assert')),
    session TEXT NOT NULL,
    challenge BLOB NOT NULL,
    state TEXT NOT NULL,
    name TEXT,
    user_handle BLOB,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (organization_id, subject, purpose, session),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject),
    CHECK ((purpose = 'register') = (name IS NOT NULL)),
    CHECK ((purpose = 'register') = (user_handle IS NOT NULL))
) STRICT;
CREATE TABLE magic_links (
    organization_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('setup', 'login')),
    session TEXT NOT NULL,
    digest BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (organization_id, subject),
    FOREIGN KEY (organization_id, subject) REFERENCES memberships (organization_id, subject)
) STRICT;
CREATE TABLE link_sends (
    scope TEXT NOT NULL PRIMARY KEY,
    began_at INTEGER NOT NULL,
    sent INTEGER NOT NULL CHECK (sent >= 0)
) STRICT;
CREATE TABLE IF NOT EXISTS "outbox" (
    organization_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    sealed_body BLOB,
    sealed_key_id TEXT,
    expires_at INTEGER,
    part INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (organization_id, sequence, part),
    FOREIGN KEY (organization_id, sequence) REFERENCES audit_entries (organization_id, sequence)
) STRICT;
CREATE INDEX memberships_by_subject ON memberships (subject, organization_id) WHERE removed_at IS NULL;
CREATE INDEX memberships_owners ON memberships (organization_id) WHERE role = 'OWNER' AND removed_at IS NULL;
CREATE INDEX audit_entries_refused ON audit_entries (organization_id, actor, action, at) WHERE outcome = 'refused';
CREATE INDEX authenticators_by_member ON authenticators (organization_id, subject);
CREATE INDEX sessions_live ON sessions (organization_id, subject, verified_at) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX sessions_by_refresh ON sessions (refresh_current);
CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX sessions_by_age ON sessions (verified_at);
CREATE INDEX spent_refresh_tokens_by_session ON spent_refresh_tokens (session_id);
CREATE INDEX authenticators_pending ON authenticators (expires_at) WHERE expires_at IS NOT NULL;
CREATE UNIQUE INDEX authenticators_by_credential ON authenticators (credential_id);
CREATE UNIQUE INDEX magic_links_by_digest ON magic_links (digest);
CREATE INDEX memberships_exempt ON memberships (organization_id, subject) WHERE exempt_until IS NOT NULL;
CREATE INDEX memberships_administering ON memberships (organization_id, subject)
    WHERE role IN ('ADMINISTRATORS', 'OWNER') AND removed_at IS NULL;
CREATE INDEX outbox_due ON outbox (due_at);
COMMIT;
