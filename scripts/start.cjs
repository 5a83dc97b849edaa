// `npm start`. The size of libuv's pool is read before the first ES module is: so this file is CommonJS and says it first.
for (const [name, value] of Object.entries(require('./lib/product-env.cjs'))) process.env[name] ??= value
import('./start-product.mjs')
