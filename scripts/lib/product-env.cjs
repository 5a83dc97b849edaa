// What whoever starts the product says to its process before the first module is loaded: a thread of libuv's pool for
// each query under way, since the embedded engine blocks one; and two arenas of glibc's allocator instead of one per
// thread, each of which keeps pages for itself.
module.exports = { UV_THREADPOOL_SIZE: '12', MALLOC_ARENA_MAX: '2' }
