// Imported before any schema: the content security policy forbids the code from strings that zod would compile.
import { config } from 'zod/mini'

config({ jitless: true })
