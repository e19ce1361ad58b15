/* report: everything a person sees of an assessment. One dossier tree (docs/dossier.md) becomes a page or a terminal summary.
 *
 * Pure: no file, clock, random number or heap of its own; equal trees give equal bytes on every machine. `concord verify FILE`
 * rests on that: it takes the tree out of a page, renders it again and compares.
 * A text for people is {"en": ..., "zh": ...} or a plain text; one language alone is shown where the other is absent.
 * Thread rule: every function works on its arguments alone.
 */
#ifndef CN_REPORT_REPORT_H
#define CN_REPORT_REPORT_H

#include "base/base.h"

enum {
	CN_REPORT_WIDTH_MIN = 60,      /* columns of a terminal; narrower ones wrap by themselves */
	CN_REPORT_WIDTH_MAX = 120,     /* wider lines are hard to read */
	CN_REPORT_BYTES_MAX = 64 << 20 /* a page: give cn_buf_init at least what you expect, at most this */
};

/* The whole page: one HTML file that opens offline, with both languages, both themes, the dossier itself and its verifier.
 *   dossier  the tree of dossier.json, {"concord": "dossier/1", "content": ..., "records": ..., "proofs": ..., "keys": ...}
 *   out      initialised by the caller; the page is appended. On failure its contents mean nothing.
 *   fails    CN_EINPUT names the path of what is missing or of a word outside its closed list ("content.answers[1].headline");
 *            CN_ETOOBIG when the buffer's cap is passed or memory ended while it grew; CN_ENOMEM
 *   safe     every text of the tree is escaped; `<` never appears inside the embedded JSON; control and bidirectional override
 *            characters are shown as U+FFFD */
CN_MUST_CHECK cn_code cn_report_html(const cn_val *dossier, cn_buf *out, cn_err *err);

/* The tree that a page was made from. The page is foreign input.
 *   ret    borrows from a; the same tree as was rendered (same keys in the same order, same values)
 *   fails  CN_EINPUT if the text is not a page of ours or its JSON does not read; CN_ETOOBIG, CN_ENOMEM */
CN_MUST_CHECK cn_code cn_report_extract(cn_arena *a, cn_str html, const cn_val **ret, cn_err *err);

/* Whether a tree has all that a page needs: the check that cn_report_html and cn_report_terminal begin with. */
CN_MUST_CHECK cn_code cn_report_check(const cn_val *dossier, cn_err *err);
/* The same for what a plan measured: results.json of `lab run`. */
CN_MUST_CHECK cn_code cn_report_check_measured(const cn_val *results, cn_err *err);

/* How a terminal summary is wanted. All zero is a valid value: English, 80 columns, no colour, ASCII glyphs. */
typedef struct cn_report_term {
	cn_str lang;    /* "en" (default) or "zh..." */
	unsigned width; /* columns; 0 = 80; clipped to CN_REPORT_WIDTH_MIN..MAX */
	bool color;     /* the 16 ANSI colours; the caller has looked at NO_COLOR, TERM and isatty */
	bool utf8;      /* the locale's charset is UTF-8: check and cross glyphs; else + x ? - ~ and ASCII apart from names */
	bool all;       /* every finding that is not satisfied, every question, every measurement */
	bool quiet;     /* the answer lines alone */
	cn_str dossier; /* where the page was written; empty: not said */
	cn_str again;   /* command that shows all ("concord assess system.yaml --all"); empty: "concord assess --all" */
} cn_report_term;

/* Only its measurements: content is a map with "measurements", as in a dossier. */
CN_MUST_CHECK cn_code cn_report_measured(const cn_val *content, const cn_report_term *opts, cn_buf *out, cn_err *err);

/* The terminal summary: the answer first, the next command last.
 *   width   every line is at most `width` cells, East Asian wide characters counted as two; words that are longer (paths) excepted
 *   fails   as cn_report_html */
CN_MUST_CHECK cn_code cn_report_terminal(const cn_val *dossier, const cn_report_term *opts, cn_buf *out, cn_err *err);

/* Cells that a text takes on a terminal: East Asian Width W and F are 2, combining marks and controls 0, all else 1. Own table, from
 * Unicode's EastAsianWidth.txt, so that every machine lays out alike. Malformed bytes count 1 each. */
size_t cn_report_width(cn_str s);

/* Puts s, then spaces up to `cells`. A longer s is cut at a whole character and ends in "..". */
void cn_report_pad(cn_buf *b, cn_str s, size_t cells);

/* Puts s on lines of at most `width` cells, the first indented by `first`, the others by `rest`. Chinese breaks between characters, not
 * before punctuation; a word that is wider than a line is not cut. Nothing for an empty s. */
void cn_report_wrap(cn_buf *b, cn_str s, size_t width, size_t first, size_t rest);

/* Texts side by side: each wrapped to its column of cells[i] cells, two spaces between columns, the first indented. A word that is wider
 * than its column is cut, behind - _ . or / where it can be. No line ends in spaces; nothing at all if every text is empty. */
enum { CN_REPORT_COLUMNS_MAX = 8 };
void cn_report_columns(cn_buf *b, const size_t *cells, const cn_str *text, size_t n, size_t indent);

/* The word for people of a word of a closed list: cn_report_word("status", "not_satisfied", "zh").
 *   list   status answer verdict measured force confidence deontic role theme theme_short property stage protects instrument_status
 *          evidence_kind evidence_status coverage basis limit_from yes_no key_role person op
 *   lang   "en" or "zh..."
 *   gives  a static text; empty if the list or the word is unknown */
cn_str cn_report_word(const char *list, cn_str token, cn_str lang);


/* ---- a datasheet of data ----------------------------------------------------------------------------------------------------- */

/* A datasheet (after Gebru and others 2021), filled from what was measured; what was declared stands beside it as a declaration, and every
 * question that has neither is listed as not known. The questions are datasheet.def.
 *   tree  {"name": text for people, "as_of": date, "rows": number, "columns": [{"name","type","missing"}],
 *          "declared": {id of a question: text for people}, "measurements": [as in a dossier, or results of the lab; "meaning" is shown]};
 *         all but the name may be absent
 *   ret   {"concord": "datasheet/1", "name", "as_of", "sections": [{"id","title","questions": [{"id","question","measured","not_measured",
 *          "declared","state": measured declared not_known}]}], "measured": number, "declared": number, "not_known": [ids]}. A measurement without a
 *         number leaves its question open. Borrows from a
 *   fails CN_EINPUT: no name, an answer to no question or one that is no text; CN_ENOMEM, CN_ETOOBIG */
CN_MUST_CHECK cn_code cn_report_datasheet(cn_arena *a, const cn_val *tree, cn_val **ret, cn_err *err);
/* The same for readers, in English or Chinese ("zh.."); appended to out. Every text of the tree is escaped. */
CN_MUST_CHECK cn_code cn_report_datasheet_markdown(const cn_val *datasheet, cn_str lang, cn_buf *out, cn_err *err);

/* ---- the library, and a dossier, in other people's formats ------------------------------------------------------------------- */

/* Where an export puts what it makes: one call a file. `path` is relative ("index.html", "i/eu-ai-act.html"); a format of one file gives
 * its only file the path "". */
typedef struct cn_export_out {
	cn_code (*put)(void *ctx, const char *path, cn_str bytes, cn_err *err);
	void *ctx;
} cn_export_out;

typedef enum cn_export_of { CN_EXPORT_LIBRARY, CN_EXPORT_DOSSIER } cn_export_of;

/* A row of the registry. `run` is a function of the tree alone: equal trees give equal bytes.
 *   tree  CN_EXPORT_LIBRARY:
 *         {"digest", "as_of", "program",
 *          "instruments": [trees as docs/instrument.md has them, each provision with "full" and "force"],
 *          "relations": [{from, to, rel, rationale, strength, gap, searched}], full ids on both sides
 *          "labels": {list: {id: {en, zh}}}}
 *         CN_EXPORT_DOSSIER, after cn_report_check or cn_report_check_measured:
 *         {"lang": "en" | "zh", "program": "concord 0.1.0",
 *          "source": {"kind": "dossier/1" | "lab-results/1", "file", "sha256": of the dossier's content in canonical form, or of the file},
 *          "signed": {"author", "seq", "id", "key"} of the assessment; absent: nobody signed it,
 *          "content": the dossier's content, or what results.json measured}; cn_export_tree makes it */
typedef struct cn_export {
	const char *name;   /* "oscal-catalog" */
	const char *suffix; /* ".json"; NULL: a folder */
	const char *en, *zh;
	cn_code (*run)(cn_arena *a, const cn_val *tree, const cn_export_out *out, cn_err *err);
	cn_export_of of;
} cn_export;

const cn_export *cn_export_at(cn_export_of of, size_t i); /* of src/registry.txt; NULL at the end */
const cn_export *cn_export_find(cn_export_of of, cn_str name);

/* The tree for an export of a dossier, or of results of a plan: what is in it was checked (cn_report_check, cn_report_check_measured), and
 * of results nothing else is taken. `root` is the whole file; file and sha256 are those of "source"; signature may be NULL. CN_ENOMEM */
CN_MUST_CHECK cn_code cn_export_tree(cn_arena *a, const cn_val *root, cn_str file, cn_str sha256, const cn_val *signature, cn_str program, cn_str lang,
				     const cn_val **ret, cn_err *err);

/* One line of CSV by RFC 4180. */
void cn_csv_line(cn_buf *b, const cn_str *field, size_t n);
/* One field of RFC 4180: quoted where it must be. A field that a spreadsheet would run as a formula gets a leading apostrophe. */
void cn_csv_put(cn_buf *b, cn_str field);

#endif
