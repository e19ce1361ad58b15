#include "core/dso.h"

#include <dlfcn.h>
#include <pthread.h>

enum { CALLS_MOST = 64 };

static cn_code load(const char *file, const char *package, const char *const *names, void **to, cn_err *err)
{
	void *found[CALLS_MOST], *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	size_t have = 0;
	while (library && have < CALLS_MOST && names[have] && (found[have] = dlsym(library, names[have])))
		have++;
	if (library && have < CALLS_MOST && !names[have]) {
		memcpy(to, found, have * sizeof *found);
		return CN_OK;
	}
	if (library)
		(void)CN_FAIL(err, CN_EUNSUPPORTED, "the library %s has no %s: it is another version than this program was built for", file, names[have]);
	else
		(void)CN_FAIL(err, CN_EUNSUPPORTED, "the library %s, which this needs, is not installed here", file);
	return cn_hint(err, "apt install %s", package);
}

cn_code cn_dso_load(const char *file, const char *package, const char *const *names, void *to, cn_err *err)
{
	static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
	void *first;
	(void)pthread_mutex_lock(&one_at_a_time);
	memcpy(&first, to, sizeof first);
	cn_code rc = first ? CN_OK : load(file, package, names, to, err);
	(void)pthread_mutex_unlock(&one_at_a_time);
	return rc;
}
