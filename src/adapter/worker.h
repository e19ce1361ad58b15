/* worker: one function in a forked process that can compute and write to one pipe, and nothing else. Private to src/adapter. */
#ifndef CN_ADAPTER_WORKER_H
#define CN_ADAPTER_WORKER_H

#include "base/base.h"

/* The sanitizers reserve terabytes of address space: no bound of it then. */
#if defined(__SANITIZE_ADDRESS__)
#define WORKER_UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WORKER_UNDER_ASAN 1
#endif
#endif
#ifndef WORKER_UNDER_ASAN
#define WORKER_UNDER_ASAN 0
#endif

enum { WORKER_CPU_SECONDS = 600, WORKER_WALL_MS = 900000 };
#define WORKER_MEMORY_BYTES (2ull << 30) /* beyond what the caller has mapped already */

/* Fills out[0..n-1]; runs in the worker, whose memory is a copy of the caller's. */
typedef cn_code (*worker_fn)(void *ctx, double *out, size_t n, cn_err *err);

/* Runs fn in a worker: no files, no network, no new programs, no descriptors but the pipe (seccomp, rlimits), extra_bytes of memory
 * besides WORKER_MEMORY_BYTES.
 *   fails  what fn failed with; CN_EUNSUPPORTED if the filter cannot be loaded; CN_EINPUT if the worker died (crash, out of memory or
 *          time); CN_EIO, CN_ENOMEM */
CN_MUST_CHECK cn_code worker_run(worker_fn fn, void *ctx, size_t extra_bytes, double *out, size_t n, cn_err *err);

#endif
