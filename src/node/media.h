/* media: files of content from the disk, and what they are judged by: rules, trust lists, the time. What `concord media` commands share. */
#ifndef CN_NODE_MEDIA_H
#define CN_NODE_MEDIA_H

#include "assess/media.h"
#include "node/load.h"

enum { CN_MEDIA_READ_BYTES_MAX = 16 << 20, CN_MEDIA_STDIN_BYTES_MAX = 512 << 20 };

/* ---- files -------------------------------------------------------------------------------------------------------------- */

/* A file's bytes: small ones read, long ones mapped, so that memory does not grow with them. A mapped file that is cut while it is read
 * ends the program with a sentence and exit 4. */
typedef struct cn_media_bytes {
	cn_str bytes;
	void *map;
	size_t mapped;
	char *own;
} cn_media_bytes;

/* path "-": standard input, at most CN_MEDIA_STDIN_BYTES_MAX. fails: CN_ENOTFOUND, CN_EIO, CN_ENOMEM, CN_ETOOBIG; CN_EINPUT for what is no file */
CN_MUST_CHECK cn_code cn_media_open(const char *path, cn_media_bytes *ret, cn_err *err);
void cn_media_close(cn_media_bytes *b);
static inline void cn_media_auto_(cn_media_bytes *b)
{
	cn_media_close(b);
}
#define CN_AUTO_MEDIA __attribute__((cleanup(cn_media_auto_))) cn_media_bytes

/* A name as reports show it: bytes that are no UTF-8 as \xFF, characters that would move a terminal or turn the direction as \x1B, \u202E. */
cn_str cn_media_name(cn_arena *a, cn_str name);

/* ---- what they are judged by --------------------------------------------------------------------------------------------- */

/* The flags that every command has which judges files: rows of its flag table. */
#define CN_MEDIA_FLAGS                                                                                                                         \
	{ "trust", "FILE", "certificates to trust, as PEM: of signers, and of time-stamp authorities unless --trust-time names theirs",         \
	  "信任的证书（PEM）：签署者的，以及未用 --trust-time 另行指定时的时间戳机构的", true },                                                   \
	{ "trust-time", "FILE", "certificates of time-stamp authorities to trust, as PEM", "信任的时间戳机构证书（PEM）", true },               \
	{ "at", "TIME", "judge as of this time: 2026-11-27 or 2026-11-27T12:00:00Z (else now)",                                                \
	  "按该时间判断：2026-11-27 或 2026-11-27T12:00:00Z（默认现在）", false },                                                              \
	{ "market", "CODES", "whose law is asked: EU,CN,KR,US-CA (else all that rules are here for)",                                          \
	  "适用哪些市场的法律：EU,CN,KR,US-CA（默认全部有规则的市场）", false },                                                               \
	{ "rules", "SET", "version of the C2PA specification: 2.2, 2.4 or 1.4 (else 2.2); or a file or folder of rules of law (else norms/media)", \
	  "C2PA 规范版本：2.2、2.4 或 1.4（默认 2.2）；或法律规则的文件或文件夹（默认 norms/media）", true },                                   \
	{ "beside", "DIR", "where the files are that a collection of files (c2pa.hash.collection.data) names",                                  \
	  "文件集合（c2pa.hash.collection.data）所列文件所在的文件夹", false },                                                                 \
	{ "declare", "NAME=VALUE", "what is known of the content beside the file: ai_made=yes, deep_fake=no, visible_label=yes",               \
	  "文件之外已知的情况：ai_made=yes、deep_fake=no、visible_label=yes", true },                                                            \
	{ "would-change", NULL, "say what would change the answer of a long file too, which is hashed again for it",                            \
	  "大文件也说明何种情况会改变结论（须重新计算哈希）", false },                                                                         \
	{ "all", NULL, "say all reasons", "列出全部理由", false }

typedef struct cn_media_set {
	cn_norms norms;
	cn_media_ask ask;
	const cn_content_rules *usual; /* the library's own rules, where others were given; else NULL */
	bool drift;           /* --would-change: of long files too */
	cn_c2pa_beside beside; /* over the path of --beside */
	const cn_val *replay; /* what the verdict depends on: {at, credentials, rules, rules_file, norms, trust, network, program} */
} cn_media_set;

/* Reads the flags above, the rules and the trust lists. Close also after a failure.
 *   fails  CN_EINPUT for a flag that cannot be read, CN_ENOTFOUND, CN_EIO */
CN_MUST_CHECK cn_code cn_media_set_open(cn_ctx *ctx, cn_media_set *ret, cn_err *err);
void cn_media_set_close(cn_media_set *s);

/* The report of one file: {concord, file, bytes, sha256, ... as cn_media_answer_val, would_change, replay}. name: as the report calls it.
 * would_change (media_drift.h) of files up to CN_MEDIA_READ_BYTES_MAX, or where it was asked for. */
CN_MUST_CHECK cn_code cn_media_report(cn_arena *a, const cn_media_set *s, cn_str name, cn_str bytes, cn_media_answer *ret, const cn_val **ret_val,
				      cn_err *err);

/* 0: all that is asked is met, and credentials are not broken; 1: something is not; 2: something cannot be known. */
int cn_media_verdict(const cn_media_answer *m);

#endif
