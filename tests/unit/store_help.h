/* A folder for one test, removed after it. */
#ifndef STORE_HELP_H
#define STORE_HELP_H

#include <unistd.h>

#include "core_help.h"
#include "store/log.h"

static inline void help_dir(char out[64])
{
	/* memory, where there is: the order of operations is what is tested, not the disk's patience */
	(void)snprintf(out, 64, "%s/concord-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(out));
}

static inline void help_gone(const char *dir)
{
	char cmd[256];
	(void)snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	assert_int_equal(system(cmd), 0);
}

#endif
