/* waiting, key mine, key people: what waits for a second person, whether who asks may be that one, and by which key. */
#include "core/kind.h"
#include "node/say.h"
#include "node/waiting.h"
#include "report/report.h"

enum { ROWS = 50, ROWS_MAX = 200 };

static cn_code open_all(cn_ctx *ctx, cn_home **home, cn_seconds *all, cn_waiting *ret, cn_err *err)
{
	cn_norms norms;
	cn_val *keys;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, home, err));
	CN_TRY(cn_load_norms(ctx, &norms, err));
	CN_TRY(cn_seconds_read(ctx, *home, all, err));
	*ret = (cn_waiting){ .lib = norms.lib, .all = all, .today = cn_time_date(ctx->now_us) };
	CN_TRY(cn_asker_read(ctx, &ret->who, err));
	CN_TRY(cn_own_keys(ctx, *home, &ret->who, &keys, err));
	ret->keys = keys;
	return CN_OK;
}

/* ---- in words ---- */

static const char *state_words(cn_ctx *ctx, cn_str state)
{
	static const char *const row[][3] = { { "waiting", "waits for a second person", "待第二人批准" },
					      { "refused", "refused", "已拒绝" },
					      { "lapsed", "ended before a second person had signed", "第二人签署前已到期" },
					      { "approved", "approved by a second person", "已由第二人批准" },
					      { "ended", "approved, and has ended", "曾获批准，已到期" },
					      { "uncounted", "does not count: not signed by a key of its role",
						"不生效：并非由所称职务的密钥签署" } };
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (cn_eqz(state, row[i][0]))
			return ctx->lang.p[0] == 'z' ? row[i][2] : row[i][1];
	return "";
}

static cn_str title_text(cn_ctx *ctx, const cn_val *m)
{
	const cn_val *t = cn_get(m, "title");
	return t && t->type == CN_MAP ? cn_in_lang(ctx, (cn_words){ cn_get_text(t, "en"), cn_get_text(t, "zh") })
				      : cn_get_text(m, "title");
}

static void say_row(cn_ctx *ctx, const cn_val *m)
{
	cn_str title = title_text(ctx, m), system = cn_get_text(m, "system"), role = cn_get_text(cn_get(m, "by"), "role"),
	       word = cn_report_word("person", role, ctx->lang);
	cn_str until = cn_sub(cn_get_text(m, "until"), 0, 10), command = cn_get_text(cn_get(m, "needs"), "command");
	cn_buf_printf(ctx->out, "%.*s  %.*s  %s\n", CN_FMT(cn_sub(cn_get_text(m, "since"), 0, 10)), CN_FMT(title),
		      state_words(ctx, cn_get_text(m, "state")));
	if (cn_is_text(cn_get(m, "what"), "command"))
		cn_buf_printf(ctx->out, "            %s %.*s", cn_tr(ctx, "asked by", "提出者："),
			      CN_FMT(cn_get_text(cn_get(m, "by"), "person")));
	else
		cn_buf_printf(ctx->out, "            %s %lld  %.*s  %s %.*s", cn_tr(ctx, "record", "记录"),
			      (long long)cn_get_int(m, "seq", 0), CN_FMT(cn_get_text(m, "kind")),
			      cn_tr(ctx, "asked by", "提出者："), CN_FMT(word.n ? word : role));
	if (system.n)
		cn_buf_printf(ctx->out, "  %.*s", CN_FMT(system));
	if (until.n)
		cn_buf_printf(ctx->out, cn_tr(ctx, "  until %.*s", "  至 %.*s"), CN_FMT(until));
	cn_buf_putz(ctx->out, "\n");
	if (command.n && cn_is_text(cn_get(m, "state"), "waiting"))
		cn_buf_printf(ctx->out, "            %.*s\n", CN_FMT(command));
}

static void say_votes(cn_ctx *ctx, const cn_val *m)
{
	CN_EACH(v, cn_get(m, "votes")) {
		bool own = cn_is_text(cn_get(v, "weight"), "own-key"), approves = cn_is_text(cn_get(v, "decision"), "approve");
		cn_str role = cn_get_text(v, "role"), word = cn_report_word("person", role, ctx->lang);
		cn_buf_printf(
		    ctx->out, "            %s %lld  %s  %.*s%s\n", cn_tr(ctx, "record", "记录"), (long long)cn_get_int(v, "seq", 0),
		    approves ? cn_tr(ctx, "approved", "批准") : cn_tr(ctx, "refused", "拒绝"), CN_FMT(word.n ? word : role),
		    own ? cn_tr(ctx, "  (does not count: by the key of who asked)", "  （不计：由提出者的密钥签署）")
		    : cn_get_bool(v, "counts", false)
			? ""
			: cn_tr(ctx, "  (replaced by a later word of the same key)", "  （已被同一密钥其后的表示取代）"));
	}
}

/* ---- one record ---- */

static void put_votes(cn_ctx *ctx, const cn_seconds *all, size_t k, cn_val *m)
{
	cn_arena *a = ctx->a;
	char when[CN_TIME_BYTES];
	cn_val *list = cn_put(a, m, "votes", cn_list(a));
	for (size_t i = 0; i < all->n_said; i++) {
		const cn_record *r = &all->said[i].rec->rec;
		cn_vote_weight weight = cn_second_weigh(all, &all->said[i]);
		if (all->said[i].about != k)
			continue;
		cn_val *v = cn_push(a, list, cn_map(a));
		cn_time_text(r->time_us, when);
		cn_put(a, v, "seq", cn_int(a, r->seq));
		cn_put(a, v, "time", cn_textz(a, when));
		cn_put(a, v, "decision", cn_text(a, cn_get_text(r->body, "decision")));
		cn_put(a, v, "role", cn_text(a, cn_get_text(r->body, "role")));
		if (cn_get_text(r->body, "reason").n)
			cn_put(a, v, "reason", cn_text(a, cn_get_text(r->body, "reason")));
		cn_put(a, v, "counts", cn_bool(a, weight == CN_VOTE_COUNTS));
		cn_put(a, v, "weight", cn_textz(a, cn_vote_weight_text(weight)));
	}
}

/* It is there and takes two, but is signed by no key of the role that it names. */
static cn_val *uncounted(cn_ctx *ctx, const cn_signed *s)
{
	cn_val *m = cn_map(ctx->a);
	char since[CN_TIME_BYTES];
	cn_time_text(s->rec.time_us, since);
	cn_put(ctx->a, m, "what", cn_textz(ctx->a, "record"));
	cn_put(ctx->a, m, "kind", cn_text(ctx->a, s->rec.kind));
	cn_put(ctx->a, m, "title", cn_text(ctx->a, s->rec.kind));
	cn_put(ctx->a, m, "state", cn_textz(ctx->a, "uncounted"));
	cn_put(ctx->a, m, "seq", cn_int(ctx->a, s->rec.seq));
	cn_put(ctx->a, m, "id", cn_text(ctx->a, cn_digest_str(ctx->a, &s->id)));
	cn_put(ctx->a, m, "since", cn_textz(ctx->a, since));
	cn_put(ctx->a, m, "votes", cn_list(ctx->a));
	return m;
}

static cn_code one(cn_ctx *ctx, cn_home *home, const cn_waiting *w, cn_val **ret, cn_err *err)
{
	uint64_t index;
	cn_signed s;
	CN_TRY(cn_home_find(home, cn_str_z(ctx->args.arg[0]), &index, err));
	CN_TRY(cn_home_record(home, ctx->a, index, &s, err));
	const cn_kind *k = cn_kind_find(s.rec.kind);
	if (!k || !k->two_person)
		return CN_FAIL(err, CN_EINPUT, "record %llu (%.*s) needs no second person", (unsigned long long)index,
			       CN_FMT(s.rec.kind));
	for (size_t i = 0; i < w->all->n; i++)
		if (cn_digest_eq(&w->all->at[i].rec->id, &s.id)) {
			*ret = cn_waiting_record(ctx, home, w, i);
			put_votes(ctx, w->all, i, *ret);
			return CN_OK;
		}
	*ret = uncounted(ctx, &s);
	return CN_OK;
}

/* ---- the ops ---- */

static cn_code read_number(cn_ctx *ctx, const char *flag, int64_t least, int64_t most, int64_t *ret, cn_err *err)
{
	const char *z = cn_flag_get(ctx, flag);
	return z && cn_int_parse(cn_str_z(z), least, most, ret, err) != CN_OK ? cn_while(err, "--%s", flag) : CN_OK;
}

static cn_code answer(cn_ctx *ctx, const cn_val *items, size_t n, int64_t from, cn_err *err)
{
	if (!cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "total", cn_int(ctx->a, (int64_t)n));
		cn_put(ctx->a, m, "items", cn_val_copy(ctx->a, items));
		if ((size_t)from + items->n < n)
			cn_put(ctx->a, m, "next", cn_int(ctx->a, from + (int64_t)items->n));
		return cn_answer_json(ctx, m, err);
	}
	CN_EACH(m, items) {
		say_row(ctx, m);
		say_votes(ctx, m);
	}
	if (!n)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "nothing waits for a second person", "目前没有等待第二人的事项"));
	else if ((size_t)from + items->n < n)
		cn_buf_printf(ctx->out, "%s --from %lld\n", cn_tr(ctx, "More: concord waiting", "更多：concord waiting"),
			      (long long)from + (long long)items->n);
	return CN_OK;
}

static cn_code run_waiting(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_seconds all;
	cn_waiting w;
	int64_t from = 0, most = ROWS;
	size_t n = 1;
	cn_val *list = cn_list(ctx->a), *m;
	CN_TRY(read_number(ctx, "from", 0, INT32_MAX, &from, err));
	CN_TRY(read_number(ctx, "limit", 1, ROWS_MAX, &most, err));
	CN_TRY(open_all(ctx, &home, &all, &w, err));
	if (ctx->args.n_arg) {
		CN_TRY(one(ctx, home, &w, &m, err));
		cn_push(ctx->a, list, m);
		from = 0;
	} else {
		cn_waiting_rows(ctx, home, &w, (size_t)from, (size_t)most, list, &n);
	}
	return answer(ctx, list, n, from, err);
}

static cn_code answer_keys(cn_ctx *ctx, const cn_val *keys, cn_err *err)
{
	if (ctx->json)
		return cn_answer_json(ctx, keys, err);
	CN_EACH(k, keys) {
		cn_str role = cn_get_text(k, "role"), word = cn_report_word("person", role, ctx->lang);
		cn_buf_printf(ctx->out, "%.*s  %.*s\n", CN_FMT(cn_get_text(k, "name")), CN_FMT(word.n ? word : role));
	}
	if (!keys->n)
		cn_buf_printf(ctx->out, "%s\n",
			      cn_tr(ctx, "No key of a person here: concord key add --role ROLE",
				    "此处没有个人密钥：concord key add --role ROLE"));
	return CN_OK;
}

static cn_code run_mine(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_asker who;
	cn_val *keys;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_asker_read(ctx, &who, err));
	CN_TRY(cn_own_keys(ctx, home, &who, &keys, err));
	return answer_keys(ctx, keys, err);
}

static cn_code run_people(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_val *keys;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_all_keys(ctx, home, &keys, err));
	return answer_keys(ctx, keys, err);
}

static const cn_flag waiting_flags[] = { { "from", "N", "leave out the first N", "略过前 N 项", false },
					 { "limit", "N", "at most this many (50; up to 200)", "最多列出的项数（默认 50，至多 200）",
					   false },
					 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_waiting = {
	"waiting",
	"[RECORD]",
	0,
	1,
	"what waits for a second person, until when, and what it would do; of one record, who has signed and what counts",
	"等待第二人的事项、截止日期及其效果；指定记录时列出签署者及是否生效",
	{ "concord waiting", "concord waiting --limit 10 --lang zh" },
	waiting_flags,
	run_waiting,
	CN_SERVED_SEALED,
	CN_ACCESS_READER,
	.told_who = true, .kept = true };
const cn_op cn_op_key_mine = { "key mine",
			       "",
			       0,
			       0,
			       "the keys that you may sign with: over HTTP those bound to you, here every person's key of the node",
			       "您可用来签署的密钥：网页访问时为绑定于您者，命令行为本节点的全部个人密钥",
			       { "concord key mine", NULL },
			       NULL,
			       run_mine,
			       CN_SERVED_SEALED,
			       CN_ACCESS_READER,
			       .told_who = true, .kept = true };
const cn_op cn_op_key_people = { "key people", "", 0, 0, "the signing keys of people, by name and role: what an administrator can say is somebody's", "人员签名密钥的名称与职务：可由管理员指明属于何人",
				 { "concord key people", NULL }, NULL, run_people, CN_SERVED_SEALED, CN_ACCESS_ADMINISTRATOR };
