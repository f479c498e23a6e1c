export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './create-test-database.ts';
export { type DumpedTables, dumpTables } from './dump-tables.ts';
export { runSql } from './run-sql.ts';
