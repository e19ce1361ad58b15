/* fair_floor: the least C that does the job of the table bench, as the floor it is held against. One fixed layout
 * (group,label,prediction,score with one-word groups and no quotes), one thread, no checks, no types, no missing values:
 * reads all bytes, counts tp fp tn fn by group, prints ten gaps between groups. Not part of the program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/fair_floor.h"

enum { GROUPS_MAX = 64, NAME_MAX_BYTES = 16 };

typedef struct cells {
	char name[NAME_MAX_BYTES];
	size_t n_name;
	double tp, fp, tn, fn;
	double score;
} cells;

static double rate(const cells *c, int which)
{
	double n = c->tp + c->fp + c->tn + c->fn;
	switch (which) {
	case 0:
		return (c->tp + c->fp) / n;
	case 1:
		return c->tp / (c->tp + c->fn);
	case 2:
		return c->fp / (c->fp + c->tn);
	case 3:
		return c->fn / (c->tp + c->fn);
	case 4:
		return c->tn / (c->tn + c->fp);
	case 5:
		return c->tp / (c->tp + c->fp);
	case 6:
		return c->tn / (c->tn + c->fn);
	case 7:
		return c->fp / (c->tp + c->fp);
	case 8:
		return c->fn / (c->tn + c->fn);
	default:
		return (c->tp + c->tn) / n;
	}
}

double fair_floor(const char *p, size_t n)
{
	static cells g[GROUPS_MAX];
	const char *end = p + n;
	size_t n_groups = 0;
	memset(g, 0, sizeof g);
	p = (const char *)memchr(p, '\n', n) + 1;
	while (p < end) {
		const char *q = p;
		while (*q != ',')
			q++;
		size_t len = (size_t)(q - p), at = 0;
		while (at < n_groups && (g[at].n_name != len || memcmp(g[at].name, p, len) != 0))
			at++;
		if (at == n_groups) {
			memcpy(g[at].name, p, len);
			g[at].n_name = len;
			n_groups++;
		}
		int y = q[1] == '1', d = q[3] == '1';
		double v = 0, unit = 1;
		for (q += 5; q < end && *q != '\n'; q++) {
			if (*q == '.')
				unit = 0.1;
			else if (unit < 1) {
				v += unit * (*q - '0');
				unit *= 0.1;
			} else
				v = v * 10 + (*q - '0');
		}
		g[at].score += v;
		g[at].tp += y & d;
		g[at].fp += (!y) & d;
		g[at].tn += (!y) & (!d);
		g[at].fn += y & (!d);
		p = q + 1;
	}
	double sum = 0;
	for (int m = 0; m < 10; m++) {
		double hi = -1, lo = 2;
		for (size_t i = 0; i < n_groups; i++) {
			double r = rate(&g[i], m);
			hi = r > hi ? r : hi;
			lo = r < lo ? r : lo;
		}
		sum += hi - lo;
	}
	return sum;
}
