import { defineConfig } from 'prisma/config';

/** For the official CLI: `generate`, and `migrate status` against the database that DATABASE_URL names. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
