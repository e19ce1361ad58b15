/* confine: what a process that works out an answer may ask of the kernel (seccomp), by a list of what is allowed. It may read files, take memory, start threads of its own and
 * write to the descriptors it has; it may not open a file for writing, make, rename or remove one, talk to a network or another process, start a
 * program or change its rights. What is not on the list ends it with SIGSYS; an exec of the same program keeps the filter.
 *
 * Two filters: the first is loaded before the program is started and lets it be started; the second, loaded by the program itself as the first
 * thing it does, takes that away too. */
#ifndef CN_ADAPTER_CONFINE_H
#define CN_ADAPTER_CONFINE_H

#include "base/base.h"

#define CN_CONFINED_ENV "CONCORD_CONFINED" /* set for a program that is to load the second filter */

/* Under the sanitizers there is no filter: what they ask of the kernel at the end of a process is theirs. */
bool cn_confine_works(void);

/* A filter as the kernel takes it. */
enum { CN_FILTER_CODE_MAX = 1024 };
typedef struct cn_filter {
	unsigned n; /* 0: none */
	uint64_t code[CN_FILTER_CODE_MAX];
} cn_filter;

/* Of what process the first filter is. What is not on its list ends the process.
 *   READS   only answers
 *   WRITES  also makes, writes, renames and removes files (which ones, adapter/landlock.h says), locks them, and starts processes of its own in no other
 *           namespace, waits for them and ends them
 *   STORE   the same, but it connects to the node's database before it loads the second filter */
typedef enum cn_confined { CN_CONFINED_READS, CN_CONFINED_WRITES, CN_CONFINED_STORE, CN_CONFINED_KINDS } cn_confined;
/* fails: CN_EUNSUPPORTED */
CN_MUST_CHECK cn_code cn_filter_make(cn_confined as, cn_filter *ret, cn_err *err);
/* Loads it for the calling process, for good. Safe between fork and exec. n = 0: does nothing. */
CN_MUST_CHECK bool cn_filter_load(const cn_filter *f);
/* The second filter: no program is started from here on, and no connection is made but those that are there. fails: CN_EUNSUPPORTED */
CN_MUST_CHECK cn_code cn_confine_no_exec(cn_err *err);

#endif
