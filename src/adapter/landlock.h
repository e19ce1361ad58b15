/* landlock: from here on this process, and what it starts, reads and writes what is named and nothing else. No heap, no locks: it may run between
 * fork and exec. */
#ifndef CN_ADAPTER_LANDLOCK_H
#define CN_ADAPTER_LANDLOCK_H

#include "base/base.h"

/* Programs and libraries of the system can be read and run. Lists end with NULL or are NULL; a path that is not there lets nothing.
 *   read   may be read and run, with all below
 *   write  may be read, changed, made and removed, with all below, and not run
 * Where the kernel can (Landlock 4), no TCP connection is taken either, nor made unless `connects`.
 * False: this kernel has no Landlock, or it did not take the rules; then nothing should be done that relies on it. */
bool cn_landlock(const char *const *read, const char *const *write, bool connects);

#endif
