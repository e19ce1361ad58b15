/* Every bound of the program: its name, its value, and how it relates to the others. A bound is tested at max and at max + 1. */
#ifndef CN_BASE_LIMITS_H
#define CN_BASE_LIMITS_H

#include <assert.h>

enum {
	CN_PAYLOAD_BYTES_MAX = 45056,   /* canonical payload of a record: fits a tile entry once base64-encoded in its envelope */
	CN_ENTRY_BYTES_MAX = 65535,     /* an entry bundle prefixes each entry with a uint16 length (C2SP tlog-tiles) */
	CN_JSON_DEPTH_MAX = 32,         /* nesting of a payload */
	CN_JSON_FOREIGN_DEPTH_MAX = 128, /* nesting of JSON that is not a payload (models, tool output) */
	CN_JSON_BYTES_MAX = 64 << 20,   /* a JSON document that is read whole */
	CN_YAML_BYTES_MAX = 4 << 20,    /* an instrument or a manifest */
	CN_YAML_DEPTH_MAX = 32,
	CN_KEY_RECORDS_MAX = 1024,      /* key records that a dossier carries; a node with more says that it carries none */
	CN_REFS_MAX = 256,              /* refs of one record */
	CN_KIND_BYTES_MAX = 48,
	CN_AUTHOR_BYTES_MAX = 128,
	CN_DEC_DIGITS_MAX = 40,         /* significant digits of an exact decimal */
	CN_DEC_EXP_MAX = 4096,
	CN_EXPR_NODES_MAX = 4096,       /* nodes of one compiled condition, definitions expanded */
	CN_EXPR_DEPTH_MAX = 64,
	CN_UNKNOWN_ATOMS_MAX = 14,      /* unknown facts of one cell that are enumerated exactly: 2^14 assignments */
	CN_SATISFY_STEPS_MAX = 1 << 14, /* steps of the search whether two conditions can hold together; beyond: they may */
	CN_CONFLICTS_MAX = 4096,        /* of one answer */
	CN_SEARCH_BYTES_MAX = 1000,     /* words of one search */
	CN_SEARCH_WORDS_MAX = 32,
	CN_TURNS_MAX = 1024,            /* days of change of one timeline */
	CN_PROVISIONS_MAX = 4096,       /* of one instrument */
	CN_INSTRUMENTS_MAX = 4096,      /* of one library */
	CN_ROWS_MAX = 20000000,         /* rows of a table */
	CN_COLUMNS_MAX = 4096,
	CN_GROUPS_MAX = 4096,           /* groups of one partition, intersections included */
	CN_MODEL_BYTES_MAX = 256 << 20, /* a model file that is read in process */
	CN_MODEL_FEATURES_MAX = 65536,
	CN_MODEL_GROUPS_MAX = 1024,     /* outputs of one model: classes */
	CN_MODEL_TERMS_MAX = 1 << 18,   /* vocabulary of one model of words */
	CN_MODEL_NGRAM_MAX = 8,         /* words of one term of it */
	CN_TREES_MAX = 65536,           /* trees of one model */
	CN_TREE_NODES_MAX = 1 << 24,    /* nodes of one model, all trees */
	CN_TREE_DEPTH_MAX = 512,        /* splits on one path */
	CN_ONNX_STEPS_MAX = 16,         /* operators before the model in a file of ONNX */
	CN_SPLIT_SET_WORDS_MAX = 1 << 13, /* 32 categories each, of one split: categories below 2^18 */
	CN_FIELD_BYTES_MAX = 1 << 20,   /* one field of a table */
	CN_FRAME_VALUES_MAX = 1 << 27,  /* rows x features that a procedure lays as numbers: 1 GiB */
	CN_PROOF_HASHES_MAX = 63,       /* C2SP: at most 63 proof lines */
	CN_NOTE_SIGS_MAX = 32,
	CN_SETTINGS_BYTES_MAX = 65536,  /* the settings of a service */
	CN_NOTE_BYTES_MAX = 65536,
	CN_PDF_PAGES_MAX = 60,          /* sheets of one letter */
	CN_PDF_TEXT_BYTES_MAX = 1 << 16, /* one text of it: more than a record holds */
	CN_ERR_BYTES = 768,
	CN_HINT_BYTES = 256,
	CN_ERR_PARTS_MAX = 8,           /* an error's sentence and the contexts before it that are kept apart */
	CN_SAID_ARGS_MAX = 6,           /* arguments of one message */
	CN_SAID_FORMAT_BYTES = 512,     /* a message's format, terminator included */
	CN_REAL_BYTES = 32,             /* a real as decimal text, terminator included */
	CN_TIME_BYTES = 32,
	CN_RECORD_ARENA_BYTES = 8 << 20, /* working memory for one record */
	CN_REQUEST_ARENA_BYTES = 256 << 20
};

static_assert(CN_PAYLOAD_BYTES_MAX / 3 * 4 + 1024 < CN_ENTRY_BYTES_MAX, "a full payload in its envelope fits one tile entry");
static_assert(CN_REFS_MAX * 128 < CN_PAYLOAD_BYTES_MAX, "a record with every ref fits its payload");

#define CN_INT_MAX 9007199254740991LL /* 2^53 - 1: I-JSON integers */

#endif
