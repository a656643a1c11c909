// Where drizzle-kit finds the schema and writes migrations: `npm run migrations`.
import { defineConfig } from 'drizzle-kit'

export default defineConfig({ dialect: 'postgresql', schema: './drizzle/schema.ts', out: './drizzle/migrations' })
