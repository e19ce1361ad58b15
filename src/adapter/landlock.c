#include "adapter/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Access rights of the first Landlock; later kernels know more, and each is asked for where the kernel knows it. */
#define RIGHTS_1 ((1ull << 13) - 1)
#define RIGHT_REFER (1ull << 13)
#define RIGHT_TRUNCATE (1ull << 14)
#define RIGHTS_READ (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define RIGHTS_WRITE                                                                                                                       \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |     \
	 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | RIGHT_REFER | RIGHT_TRUNCATE)
#define RIGHTS_FILE (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | RIGHT_TRUNCATE)

/* As the kernel takes it from its fourth Landlock on; before that the first field alone. */
typedef struct handled {
	uint64_t files, net;
} handled;
#define TCP_BIND 1ull /* of what is handled nothing is allowed */
#define TCP_CONNECT 2ull

static bool lets(int ruleset, const char *path, uint64_t rights)
{
	struct stat st;
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return true; /* what is not there is not read */
	bool ok = fstat(fd, &st) == 0;
	struct landlock_path_beneath_attr rule = { .allowed_access = S_ISDIR(st.st_mode) ? rights : rights & RIGHTS_FILE, .parent_fd = fd };
	ok = ok && syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	(void)close(fd);
	return ok;
}

static bool lets_all(int ruleset, const char *const *paths, uint64_t rights)
{
	bool ok = true;
	for (size_t i = 0; ok && paths && paths[i]; i++)
		ok = lets(ruleset, paths[i], rights);
	return ok;
}

bool cn_landlock(const char *const *read, const char *const *write, bool connects)
{
	static const char *const system[] = { "/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
					      "/etc/alternatives", "/etc/localtime", "/etc/R", "/dev/null", "/dev/zero", "/dev/urandom", NULL };
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return false;
	const handled all = { RIGHTS_1 | (abi >= 2 ? RIGHT_REFER : 0) | (abi >= 3 ? RIGHT_TRUNCATE : 0), TCP_BIND | (connects ? 0 : TCP_CONNECT) };
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, abi >= 4 ? sizeof all : sizeof all.files, 0);
	bool ok = ruleset >= 0 && lets_all(ruleset, system, RIGHTS_READ) && lets_all(ruleset, read, RIGHTS_READ) && lets_all(ruleset, write, RIGHTS_WRITE & all.files);
	ok = ok && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	if (ruleset >= 0)
		(void)close(ruleset);
	return ok;
}
