/* Which of a file's manifest stores counts: C2PA 2.2, 15.5.2 and A.5.3. */
#include "lab/media/c2pa/stores.h"

typedef struct found {
	const cn_media_part *first, *update;
	size_t n;
} found;

static found look(const cn_media_file *f)
{
	found r = { 0 };
	for (size_t i = 0; i < f->n_part; i++) {
		const cn_media_part *p = &f->part[i];
		if (p->kind != CN_PART_C2PA)
			continue;
		r.n++;
		if (!r.first)
			r.first = p;
		else if (r.n == 2 && cn_eqz(r.first->key, "original") && cn_eqz(p->key, "update"))
			r.update = p;
	}
	return r;
}

size_t cn_c2pa_stores(const cn_media_file *f)
{
	found r = look(f);
	return r.n == 2 && r.update ? 1 : r.n;
}

cn_code cn_c2pa_find_store(cn_arena *a, const cn_media_file *f, cn_c2pa_input *in, cn_err *err)
{
	found r = look(f);
	const cn_media_part *part[] = { r.first, r.update };
	in->store = r.first ? r.first->bytes : (cn_str){ 0 };
	in->update = r.update ? r.update->bytes : (cn_str){ 0 };
	in->alone = r.first && f->format == CN_MEDIA_OTHER;
	in->update_gone = r.first && cn_eqz(r.first->key, "original") && !r.update;
	in->n_ranges = 0;
	cn_c2pa_range *range = CN_NEW(a, cn_c2pa_range, (r.first ? r.first->n_range : 0) + (r.update ? r.update->n_range : 0));
	if (!range)
		return cn_arena_fail(a, err);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; part[k] && i < part[k]->n_range; i++)
			range[in->n_ranges++] = (cn_c2pa_range){ part[k]->range[i].at, part[k]->range[i].size };
	in->ranges = range;
	return CN_OK;
}
