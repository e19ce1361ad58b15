/* pdf: the values and objects of a PDF file (ISO 32000-2) as far as its labels need them. Private to lab/media.
 *
 * A value is a slice of bytes, parsed when asked: "<< /Info 4 0 R >>", "[1 2]", "(text)", "/Name", "12 0 R". */
#ifndef CN_LAB_MEDIA_FORMAT_PDF_H
#define CN_LAB_MEDIA_FORMAT_PDF_H

#include "lab/media/format/format.h"

enum {
	CN_PDF_OBJECTS_MAX = 1 << 20,     /* numbers of objects; those above are not known */
	CN_PDF_REVISIONS_MAX = 1024,      /* cross-reference sections */
	CN_PDF_VALUE_BYTES_MAX = 1 << 20, /* of one object without its stream */
	CN_PDF_STREAM_BYTES_MAX = 32 << 20, /* of one stream, unpacked */
	CN_PDF_FILES_MAX = 256,           /* associated or embedded files that are looked at */
	CN_PDF_PACKS_MAX = 64,            /* streams of objects */
	CN_PDF_PARSED_BYTES_MAX = 256 << 20 /* looked through for objects and ends of streams, over and over */
};

/* ---- values (pdf_value.c) ----------------------------------------------------------------------------------------------- */

/* The value at *at, which moves behind it; false at the end, or where it does not end. */
bool cn_pdf_value(cn_str s, size_t *at, cn_str *ret);
void cn_pdf_space(cn_str s, size_t *at); /* over white space and comments */
/* The next key of a dictionary, without its slash, and its value; *at begins as 0. */
bool cn_pdf_next(cn_str dict, size_t *at, cn_str *key, cn_str *value);
bool cn_pdf_get(cn_str dict, const char *key, cn_str *ret);
/* The next member of an array; *at begins as 0. */
bool cn_pdf_each(cn_str array, size_t *at, cn_str *ret);
bool cn_pdf_int(cn_str value, uint64_t *ret);
bool cn_pdf_ref(cn_str value, uint32_t *ret); /* "12 0 R": 12 */
/* The bytes of "(...)" or "<...>" with what is escaped put right; a name without its slash. */
CN_MUST_CHECK cn_code cn_pdf_text(cn_media_reader *r, cn_str value, cn_str *ret);

/* ---- objects (pdf_object.c) ----------------------------------------------------------------------------------------------- */

typedef struct cn_pdf_entry {
	uint64_t at;    /* byte of the file; of a packed one the number of the stream that holds it */
	uint32_t index; /* in that stream */
	uint8_t kind;   /* 0: not told; as in cross-reference streams, plus one: 1 free, 2 at a byte, 3 packed */
} cn_pdf_entry;

typedef struct cn_pdf_object {
	cn_str value;      /* empty: no such object */
	bool has_stream;
	cn_str stream;     /* as stored */
	cn_media_range at; /* its value; of a packed one the stream that holds it */
} cn_pdf_object;

typedef struct cn_pdf {
	cn_media_reader *r;
	cn_pdf_entry *entry;
	size_t n_entry;
	cn_str root, info, encrypt; /* values of the newest trailer that has them */
	struct cn_pdf_pack {
		uint32_t number;
		cn_str bytes; /* unpacked; empty: it cannot be */
		uint64_t n, first;
		cn_media_range at;
	} pack[CN_PDF_PACKS_MAX];
	size_t n_pack;
	size_t parsed; /* bytes so far, of CN_PDF_PARSED_BYTES_MAX */
} cn_pdf;

/* The object that a value refers to, or the value itself with `at` as its place. */
CN_MUST_CHECK cn_code cn_pdf_load(cn_pdf *p, cn_str value, cn_media_range at, cn_pdf_object *ret);
/* Its stream without filters; false in *ret_ok: not by a filter that is known here, or it is broken. */
CN_MUST_CHECK cn_code cn_pdf_unpacked(cn_pdf *p, const cn_pdf_object *o, cn_str *ret, bool *ret_ok);
/* An object that begins at the byte, "12 0 obj". Its value is empty if there is none. */
CN_MUST_CHECK cn_code cn_pdf_object_at(cn_pdf *p, uint64_t at, uint32_t *number, cn_pdf_object *ret);

/* ---- where objects are (pdf_xref.c) --------------------------------------------------------------------------------------- */

/* Follows the sections from the end of the file. What is wrong is trouble; then the objects are looked for one by one. */
CN_MUST_CHECK cn_code cn_pdf_index(cn_pdf *p);

/* Counts bytes that were looked through. Objects and sections can be asked for again and again, so there is an end to it: false behind
 * CN_PDF_PARSED_BYTES_MAX, which is trouble. */
void cn_pdf_spend(cn_pdf *p, size_t n);
CN_MUST_CHECK cn_code cn_pdf_may_spend(cn_pdf *p, bool *ret);

#endif
