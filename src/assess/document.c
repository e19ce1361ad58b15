#include "assess/document.h"

typedef struct kind {
	const char *end, *type, *begins; /* begins: NULL for text */
	size_t n;
} kind;

#define ZIP "PK\x03\x04", 4
#define OOXML "application/vnd.openxmlformats-officedocument."
#define ODF "application/vnd.oasis.opendocument."
static const kind kinds[] = {
	{ "pdf", "application/pdf", "%PDF-", 5 },
	{ "txt", "text/plain", NULL, 0 },
	{ "md", "text/markdown", NULL, 0 },
	{ "csv", "text/csv", NULL, 0 },
	{ "json", "application/json", NULL, 0 },
	{ "yaml", "application/yaml", NULL, 0 },
	{ "yml", "application/yaml", NULL, 0 },
	{ "png", "image/png", "\x89PNG\r\n\x1a\n", 8 },
	{ "jpg", "image/jpeg", "\xff\xd8\xff", 3 },
	{ "jpeg", "image/jpeg", "\xff\xd8\xff", 3 },
	{ "docx", OOXML "wordprocessingml.document", ZIP },
	{ "xlsx", OOXML "spreadsheetml.sheet", ZIP },
	{ "pptx", OOXML "presentationml.presentation", ZIP },
	{ "odt", ODF "text", ZIP },
	{ "ods", ODF "spreadsheet", ZIP },
	{ "odp", ODF "presentation", ZIP },
	{ "zip", "application/zip", ZIP },
};

/* Signs that cannot be seen and change how a name reads: controls, and those that turn the direction of writing. */
static bool misleads(uint32_t cp)
{
	return cp < 32 || (cp >= 127 && cp < 160) || cp == '/' || cp == '\\' || cp == 0x61c || cp == 0x200e || cp == 0x200f ||
	       (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

static bool name_ok(cn_str name)
{
	if (!name.n || name.n > CN_DOCUMENT_NAME_BYTES_MAX || name.p[0] == '.' || !cn_utf8_ok(name))
		return false;
	for (size_t i = 0; i < name.n;) {
		uint32_t cp;
		i += cn_utf8_at(name, i, &cp);
		if (misleads(cp))
			return false;
	}
	return true;
}

static bool ends_with(cn_str name, const char *end)
{
	size_t n = strlen(end);
	if (name.n < n + 2 || name.p[name.n - n - 1] != '.')
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = name.p[name.n - n + i];
		if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != end[i])
			return false;
	}
	return true;
}

static bool holds(const kind *k, cn_str bytes)
{
	if (k->begins)
		return bytes.n >= k->n && memcmp(bytes.p, k->begins, k->n) == 0;
	return cn_utf8_ok(bytes) && !memchr(bytes.p, 0, bytes.n);
}

cn_code cn_document_check(cn_str name, cn_str bytes, const char **ret_type, cn_err *err)
{
	if (!name_ok(name))
		return CN_FAIL(err, CN_EINPUT,
			       "the name of a document is 1 to %d bytes of text that can be read, without slashes and not "
			       "beginning with a dot",
			       CN_DOCUMENT_NAME_BYTES_MAX);
	if (bytes.n > CN_DOCUMENT_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "\"%.*s\" is larger than %d MiB, the most that a document of a case may have",
			       CN_FMT(name), CN_DOCUMENT_BYTES_MAX >> 20);
	if (!bytes.n)
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is empty", CN_FMT(name));
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!ends_with(name, kinds[i].end))
			continue;
		if (!holds(&kinds[i], bytes))
			return CN_FAIL(err, CN_EINPUT,
				       "\"%.*s\" does not hold what its name says: the bytes are not those of a %s file",
				       CN_FMT(name), kinds[i].end);
		*ret_type = kinds[i].type;
		return CN_OK;
	}
	(void)CN_FAIL(err, CN_EINPUT, "\"%.*s\" is of no kind that a case takes", CN_FMT(name));
	(void)cn_hint(err, "pdf, txt, md, csv, json, yaml, png, jpg, docx, xlsx, pptx, odt, ods, odp, zip");
	return CN_EINPUT;
}
