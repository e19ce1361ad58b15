#include "people/access.h"

static const char *const names[] = { "public", "reader", "contributor", "assessor", "officer", "administrator", "never" };

const char *cn_access_text(cn_access a)
{
	return names[a];
}

cn_access cn_roles_highest(cn_roles r)
{
	cn_access highest = CN_ACCESS_PUBLIC;
	for (unsigned i = CN_ACCESS_READER; i <= CN_ACCESS_ADMINISTRATOR; i++)
		if (r & 1u << i)
			highest = (cn_access)i;
	return highest;
}

cn_code cn_roles_parse(cn_str text, cn_roles *ret, cn_err *err)
{
	cn_roles all = 0;
	bool more = true;
	while (more) {
		cn_str word;
		unsigned i = CN_ACCESS_READER;
		more = cn_split(text, ',', &word, &text);
		word = cn_trim(word);
		while (i <= CN_ACCESS_ADMINISTRATOR && !cn_eqz(word, names[i]))
			i++;
		if (i > CN_ACCESS_ADMINISTRATOR) {
			(void)CN_FAIL(err, CN_EINPUT, "\"%.*s\" is no role of a person who signs in", CN_FMT(cn_sub(word, 0, 40)));
			return cn_hint(err, "reader, contributor, assessor, officer or administrator");
		}
		all |= 1u << i;
	}
	*ret = all;
	return CN_OK;
}

cn_val *cn_roles_list(cn_arena *a, cn_roles r)
{
	cn_val *list = cn_list(a);
	for (unsigned i = CN_ACCESS_READER; i <= CN_ACCESS_ADMINISTRATOR; i++)
		if (r & 1u << i)
			cn_push(a, list, cn_textz(a, names[i]));
	return list;
}
