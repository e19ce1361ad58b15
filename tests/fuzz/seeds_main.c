/* Runs the fuzz target over every file of the given folders: the seeds as a plain test. Exit 77 (skipped) if no folder is there,
 * 1 if a folder holds no seed; a broken seed stops the process. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	long size = f && fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
	uint8_t *data = size >= 0 ? malloc((size_t)size + (size == 0)) : NULL; /* exactly sized: ASan sees one byte too far */
	if (!data || fseek(f, 0, SEEK_SET) != 0 || fread(data, 1, (size_t)size, f) != (size_t)size)
		abort();
	(void)fclose(f);
	(void)LLVMFuzzerTestOneInput(data, (size_t)size);
	free(data);
}

int main(int argc, char **argv)
{
	int folders = 0, seeds = 0;
	for (int i = 1; i < argc; i++) {
		DIR *dir = opendir(argv[i]);
		folders += dir != NULL;
		for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
			char path[4096];
			if (e->d_name[0] == '.' || snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name) >= (int)sizeof path)
				continue;
			run_file(path);
			seeds++;
		}
		if (dir)
			(void)closedir(dir);
	}
	printf("%d seeds\n", seeds);
	return folders == 0 ? 77 : seeds == 0;
}
