// What whoever starts the product says to its process before the first module is loaded: a thread of libuv's pool for
// each query under way, since the embedded engine blocks one.
module.exports = { UV_THREADPOOL_SIZE: '12' }
