/* charset: text fields of containers as UTF-8. What is UTF-8 already stays a slice. Private to lab/media. */
#ifndef CN_LAB_MEDIA_FORMAT_CHARSET_H
#define CN_LAB_MEDIA_FORMAT_CHARSET_H

#include "lab/media/format/format.h"

typedef enum cn_charset {
	CN_CHARSET_LATIN1,
	CN_CHARSET_UTF16,   /* by its byte order mark; without one little-endian, as the programs that forget it are */
	CN_CHARSET_UTF16BE,
	CN_CHARSET_UTF8,    /* what is malformed becomes U+FFFD */
	CN_CHARSET_PDF      /* PDFDocEncoding, or UTF-16BE or UTF-8 if their byte order mark comes first (ISO 32000-2, 7.9.2.2) */
} cn_charset;

/* The bytes of s as UTF-8, whole characters of at most `most` bytes together.
 *   fails  CN_ETOOBIG over CN_MEDIA_JOINED_BYTES_MAX; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_media_utf8(cn_media_reader *r, cn_charset from, cn_str s, size_t most, cn_str *ret);

/* Base64 with white space anywhere in it; *ret_ok: it is some.
 *   fails  as above */
CN_MUST_CHECK cn_code cn_media_unbase64(cn_media_reader *r, cn_str coded, cn_str *ret, bool *ret_ok);

/* Writes a character as UTF-8 to out and gives its bytes, 1 to 4. */
size_t cn_utf8_write(uint32_t cp, char out[4]);
/* May XML have this character? (XML 1.0, 2.2) */
bool cn_xml_char(uint32_t c);
/* What "amp", "#65" or "#x41" between & and ; stand for: one of the five entities that XML has of itself, or a character that it may have. */
bool cn_xml_reference(cn_str name, uint32_t *ret);
/* At most n bytes of s, and no part of a character at the end. */
cn_str cn_utf8_head(cn_str s, size_t n);

#endif
