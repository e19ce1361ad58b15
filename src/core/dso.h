/* dso: a shared library that is loaded when it is first needed. Those that few commands need, and that bring many others, are not linked: every
 * command starts sooner, and a machine without one lacks only what it does.
 *
 *	#define CALLS(X) X(curl_easy_init) X(curl_easy_perform)
 *	static CN_DSO_TABLE(CALLS) lib;                                     a member has the type that the library's header declares
 *	static const char *const calls[] = { CALLS(CN_DSO_NAME) NULL }; in the same order
 *	CN_TRY(cn_dso_load("libcurl.so.4", "libcurl4", calls, &lib, err));
 *	lib.curl_easy_init();
 */
#ifndef CN_CORE_DSO_H
#define CN_CORE_DSO_H

#include "base/base.h"

#define CN_DSO_MEMBER(name) __typeof__(name) *name;
#define CN_DSO_TABLE(calls) struct { calls(CN_DSO_MEMBER) }
#define CN_DSO_NAME(name) #name,

/* `file` has the version of its interface; libraries that it needs are looked through with it. `to` holds as many pointers to functions as there are
 * `names`, which end with NULL, all NULL at first; it stays so where one is missing. Loaded once a process, from any thread; never given back.
 * fails: CN_EUNSUPPORTED it is not here, or lacks a name; the hint says which of Debian's packages has it */
CN_MUST_CHECK cn_code cn_dso_load(const char *file, const char *package, const char *const *names, void *to, cn_err *err);

#endif
