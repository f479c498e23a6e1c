-- CreateTable
CREATE TABLE "accounts" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "disabled" BOOLEAN NOT NULL DEFAULT false,
    "failed_attempts" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_sessions" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "idle_until" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_tokens" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proposals" (
    "id" UUID NOT NULL,
    "act" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL DEFAULT 'pending',
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "proposals_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "accounts_name_key" ON "accounts"("name");

-- CreateIndex
CREATE UNIQUE INDEX "account_sessions_token_hash_key" ON "account_sessions"("token_hash");

-- CreateIndex
CREATE INDEX "account_sessions_account_id_idx" ON "account_sessions"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "account_tokens_token_hash_key" ON "account_tokens"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "account_tokens_account_id_name_key" ON "account_tokens"("account_id", "name");

-- CreateIndex
CREATE INDEX "proposals_state_expires_at_idx" ON "proposals"("state", "expires_at");

-- AddForeignKey
ALTER TABLE "account_sessions" ADD CONSTRAINT "account_sessions_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_tokens" ADD CONSTRAINT "account_tokens_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_proposed_by_fkey" FOREIGN KEY ("proposed_by") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_decided_by_fkey" FOREIGN KEY ("decided_by") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.
ALTER TABLE "accounts"
  ADD CONSTRAINT "accounts_name_check" CHECK ("name" ~ '^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$'),
  ADD CONSTRAINT "accounts_role_check" CHECK ("role" IN ('viewer', 'operator', 'enroller', 'administrator')),
  ADD CONSTRAINT "accounts_failed_attempts_check" CHECK ("failed_attempts" >= 0);
ALTER TABLE "account_sessions"
  ADD CONSTRAINT "account_sessions_hash_check" CHECK (octet_length("token_hash") = 32);
ALTER TABLE "account_tokens"
  ADD CONSTRAINT "account_tokens_hash_check" CHECK (octet_length("token_hash") = 32),
  ADD CONSTRAINT "account_tokens_role_check" CHECK ("role" IN ('viewer', 'operator', 'enroller', 'administrator'));
ALTER TABLE "proposals"
  ADD CONSTRAINT "proposals_state_check" CHECK ("state" IN ('pending', 'confirmed', 'withdrawn', 'failed')),
  -- The two-person rule itself, also for whoever comes by another way.
  ADD CONSTRAINT "proposals_two_persons_check" CHECK ("state" NOT IN ('confirmed', 'failed') OR "decided_by" <> "proposed_by"),
  ADD CONSTRAINT "proposals_decided_check" CHECK (("state" = 'pending') = ("decided_at" IS NULL) AND ("decided_at" IS NULL) = ("decided_by" IS NULL));

-- Who may act over the API, into the log of administrative acts. What changes at every sign-in is not named, so that it
-- writes no entry; password hashes and hashes of tokens never enter the log.
CREATE TRIGGER "accounts_audited" AFTER INSERT OR DELETE OR UPDATE OF "name", "role", "password_hash", "disabled" ON "accounts"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('account', 'name,role,disabled', 'id');
CREATE TRIGGER "account_tokens_audited"
  AFTER INSERT OR DELETE OR UPDATE OF "account_id", "name", "role", "token_hash", "expires_at", "revoked_at" ON "account_tokens"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('token', 'account_id,name,role,expires_at,revoked_at', 'id');
CREATE TRIGGER "proposals_audited" AFTER INSERT OR UPDATE OR DELETE ON "proposals"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('proposal', '*', 'id');

ALTER TABLE "accounts" ENABLE ALWAYS TRIGGER "accounts_audited";
ALTER TABLE "account_tokens" ENABLE ALWAYS TRIGGER "account_tokens_audited";
ALTER TABLE "proposals" ENABLE ALWAYS TRIGGER "proposals_audited";
