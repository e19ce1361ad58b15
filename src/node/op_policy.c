/* policy adopt, policy list: the owner's limits, signed by one person and approved by another. */
#include "core/kind.h"
#include "node/desk.h"
#include "node/policies.h"
#include "node/role.h"
#include "report/report.h"

/* ---- adopt ---- */

static cn_code fill(cn_ctx *ctx, cn_home *home, cn_val *body, cn_err *err)
{
	const char *path = ctx->args.arg[0], *system = cn_flag_get(ctx, "system");
	cn_norms norms;
	cn_str bytes, role;
	const cn_val *tree;
	cn_policy p;
	CN_TRY(cn_load_norms(ctx, &norms, err));
	CN_TRY(cn_need(ctx, "signer", "management", &role, err));
	CN_TRY(cn_role_check(norms.lib, role, err));
	CN_TRY(cn_role_key(ctx, home, role, true, err));
	CN_TRY(cn_load_yaml(ctx, path, &bytes, &tree, err));
	CN_TRY(cn_policy_read(ctx->a, tree, cn_str_z(path), &p, err));
	CN_TRY(cn_policy_check(norms.lib, &p, cn_str_z(path), err));
	cn_put(ctx->a, body, "id", cn_text(ctx->a, system ? cn_str_z(system) : p.owner));
	cn_put(ctx->a, body, "owner", cn_text(ctx->a, p.owner));
	cn_put(ctx->a, body, "owner_role", cn_text(ctx->a, role));
	if (system)
		cn_put(ctx->a, body, "system", cn_textz(ctx->a, system));
	CN_TRY(cn_put_date(ctx, body, "until", "until", err));
	return cn_put_document(ctx, home, body, "file", path, err);
}

static cn_code run_adopt(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_val *body = cn_map(ctx->a);
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(fill(ctx, home, body, err));
	CN_TRY(cn_desk_append(ctx, home, "policy/1", body, NULL, 0, err));
	if (!ctx->json)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "It takes effect when a second person approves it: concord approve RECORD --role ROLE --key NAME",
						       "须经第二人批准后生效：concord approve RECORD --role ROLE --key NAME"));
	return CN_OK;
}

/* ---- list ---- */

static const char *state_word(cn_ctx *ctx, cn_policy_state s)
{
	static const char *const words[][2] = { { "waits for a second person", "待第二人批准" }, { "refused", "已拒绝" }, { "ended", "已到期" }, { "replaced", "已被取代" }, { "in force", "有效" } };
	return cn_tr(ctx, words[s][0], words[s][1]);
}

static cn_val *row_of(cn_ctx *ctx, const cn_adopted *p)
{
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a);
	char until[CN_TIME_BYTES];
	cn_put(a, m, "seq", cn_int(a, p->rec.rec.seq));
	cn_put(a, m, "id", cn_text(a, cn_digest_str(a, &p->rec.id)));
	cn_put(a, m, "state", cn_textz(a, cn_policy_state_text(p->state)));
	cn_put(a, m, "owner", cn_text(a, p->owner));
	cn_put(a, m, "role", cn_text(a, p->role));
	if (p->system.n)
		cn_put(a, m, "system", cn_text(a, p->system));
	if (p->until != CN_DATE_NONE) {
		cn_date_text(p->until, until);
		cn_put(a, m, "until", cn_textz(a, until));
	}
	cn_put(a, m, "sha256", cn_text(a, p->digest));
	return m;
}

static void say_row(cn_ctx *ctx, const cn_adopted *p)
{
	cn_str role = cn_report_word("person", p->role, ctx->lang);
	cn_buf_printf(ctx->out, "%s %lld  %s  %.*s", cn_tr(ctx, "record", "记录"), (long long)p->rec.rec.seq, state_word(ctx, p->state), CN_FMT(p->owner));
	cn_buf_printf(ctx->out, " (%.*s)  %s%.*s  %.*s\n", CN_FMT(role.n ? role : p->role), p->system.n ? "" : cn_tr(ctx, "all systems", "所有系统"), CN_FMT(p->system), CN_FMT(cn_sub(p->digest, 0, 23)));
}

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	const cn_adopted *p;
	size_t n;
	cn_val *list = cn_list(ctx->a);
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_policies(ctx, home, cn_time_date(ctx->now_us), &p, &n, err));
	for (size_t i = 0; i < n; i++)
		if (ctx->json)
			cn_push(ctx->a, list, row_of(ctx, &p[i]));
		else
			say_row(ctx, &p[i]);
	if (ctx->json)
		return cn_answer_json(ctx, list, err);
	if (!n)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "No policy was adopted here: concord policy adopt FILE --signer ROLE --key NAME", "此处尚未采纳任何内部政策：concord policy adopt FILE --signer ROLE --key NAME"));
	return CN_OK;
}

#define END { NULL, NULL, NULL, NULL, false }
static const cn_flag adopt_flags[] = { { "signer", "ROLE", "the role of who stands for it", "签署人的职务", false },
				       { "system", "ID", "for this system alone (else for all)", "仅限此系统（默认所有系统）", false },
				       { "until", "DATE", "last day it holds", "有效期最后一天", false },
				       { "key", "NAME", "sign with a person's key (concord key add)", "用某人的密钥签署（concord key add）", false },
				       END };

const cn_op cn_op_policy_adopt = { "policy adopt", "FILE", 1, 1, "sign the owner's limits; a second person approves, and over HTTP no other policy counts", "签署所有者的限值；须第二人批准，网页访问时仅以此内部政策为准",
				   { "concord policy adopt policy.yaml --signer management --key management-1f2e3d4c", NULL }, adopt_flags, run_adopt, CN_SERVED_WRITES, CN_ACCESS_OFFICER };
const cn_op cn_op_policy_list = { "policy list", "", 0, 0, "the policies of this node: in force, waiting for a second person, replaced", "本节点的内部政策：有效、待第二人批准、已被取代",
				  { "concord policy list", NULL }, NULL, run_list, CN_SERVED_SEALED, CN_ACCESS_READER, .kept = true };
