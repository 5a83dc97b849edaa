import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { firstFiles } from './first-files.ts'

const server = process.env.VITRINE_URL ?? 'http://127.0.0.1:4320'

/** Few files, because a browser asks for six at a time: what every page begins with is one of them, the icons another. */
const GROUPS = [
  { name: 'shell', tags: ['$initial' as const], priority: 2 },
  { name: 'icons', test: /lucide-react/, minShareCount: 2, priority: 1 },
]

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), tailwind(), firstFiles()],
  resolve: { conditions: ['vitrine-source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2023',
    // A data: URL would need a wider content security policy than 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': server, '/v1': server },
  },
})
