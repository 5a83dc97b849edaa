// `npm start`. The embedded engine blocks a thread of libuv's pool per query under way, and the pool's size is read
// before the first module is loaded: so this file is CommonJS and says it first.
process.env.UV_THREADPOOL_SIZE ??= '12'
import('./start-product.mjs')
