/* init: a node's folder and keys. key: people's keys, rotation, revocation. */
#include "node/desk.h"
#include "node/role.h"

static cn_code run_init(cn_ctx *ctx, cn_err *err)
{
	const char *dir = ctx->args.n_arg ? ctx->args.arg[0] : ctx->data_dir;
	const char *name = cn_flag_get(ctx, "name");
	if (cn_home_exists(dir))
		return CN_FAIL(err, CN_ESTATE, "%s is a node already; nothing was changed", dir);
	CN_AUTO_SECRET passphrase = { 0 };
	CN_TRY(cn_passphrase_new(ctx, &passphrase, err));
	CN_TRY(cn_home_init(ctx->a, dir, cn_str_z(name ? name : "node.example"), cn_secret_str(&passphrase), ctx->now_us, err));
	CN_AUTO_HOME home = NULL;
	CN_TRY(cn_home_open(ctx->a, dir, false, &home, err));
	cn_val *keys = cn_home_keys(home, ctx->a);
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "name", cn_text(ctx->a, cn_home_name(home)));
		cn_put(ctx->a, m, "data", cn_textz(ctx->a, dir));
		cn_put(ctx->a, m, "keys", keys);
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_printf(ctx->out, "%s %.*s: %s\n", cn_tr(ctx, "node", "节点"), CN_FMT(cn_home_name(home)), dir);
	CN_EACH (k, keys)
		cn_buf_printf(ctx->out, "  %.*s%s  %.*s\n", CN_FMT(cn_get_text(k, "role")), cn_tr(ctx, " key", " 密钥"), CN_FMT(cn_get_text(k, "fingerprint")));
	if (!passphrase.n)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "The keys have no passphrase: whoever reads this folder can sign as this node.",
						       "密钥未设口令：任何能读取此文件夹的人都能以该节点名义签名。"));
	cn_buf_printf(ctx->out, "%s: concord assess system.yaml --data %s\n", cn_tr(ctx, "Next", "下一步"), dir);
	return CN_OK;
}

static cn_code run_key_add(cn_ctx *ctx, cn_err *err)
{
	const char *role = cn_flag_get(ctx, "role");
	if (!role) {
		(void)CN_FAIL(err, CN_EINPUT, "a person's key needs the role in which the person signs");
		return cn_hint(err, "concord key add --role compliance");
	}
	cn_str name;
	cn_norms norms;
	CN_AUTO_SECRET passphrase = { 0 };
	CN_AUTO_HOME home = NULL;
	CN_TRY(cn_load_norms(ctx, &norms, err));
	CN_TRY(cn_role_check(norms.lib, cn_str_z(role), err));
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(cn_home_ready(home, ctx->a, err));
	CN_TRY(cn_passphrase_new(ctx, &passphrase, err));
	CN_TRY(cn_home_person_add(home, ctx->a, cn_str_z(role), cn_secret_str(&passphrase), ctx->now_us, &name, err));
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "key", cn_text(ctx->a, name));
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_printf(ctx->out, "%.*s\n", CN_FMT(name));
	return CN_OK;
}

static cn_code run_key_list(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	cn_val *keys = cn_home_keys(home, ctx->a);
	if (ctx->json)
		return cn_answer_json(ctx, keys, err);
	CN_EACH (k, keys)
		cn_buf_printf(ctx->out, "%-7.*s %.*s %.*s%s\n", CN_FMT(cn_get_text(k, "role")), CN_FMT(cn_get_text(k, "fingerprint")),
			      CN_FMT(cn_get_text(k, "person")), cn_get(k, "until") ? cn_tr(ctx, " (no longer counts)", "（已失效）") : "");
	return CN_OK;
}

static cn_code said_record(cn_ctx *ctx, const cn_signed *s, cn_err *err)
{
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "seq", cn_int(ctx->a, s->rec.seq));
		cn_put(ctx->a, m, "id", cn_text(ctx->a, cn_digest_str(ctx->a, &s->id)));
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_printf(ctx->out, "%s %lld\n", cn_tr(ctx, "record", "记录"), (long long)s->rec.seq);
	return CN_OK;
}

static cn_code run_key_rotate(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_SECRET passphrase = { 0 };
	cn_signed s;
	CN_AUTO_HOME home = NULL;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(cn_home_ready(home, ctx->a, err));
	CN_TRY(cn_passphrase_new(ctx, &passphrase, err));
	CN_TRY(cn_home_key_rotate(home, ctx->a, cn_secret_str(&passphrase), ctx->now_us, &s, err));
	return said_record(ctx, &s, err);
}

static cn_code run_key_revoke(cn_ctx *ctx, cn_err *err)
{
	cn_signed s;
	int64_t size = 0;
	CN_AUTO_HOME home = NULL;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	const char *good = cn_flag_get(ctx, "last-good-size");
	size = (int64_t)cn_home_size(home);
	if (good && cn_int_parse(cn_str_z(good), 0, size, &size, err) != CN_OK)
		return cn_while(err, "--last-good-size");
	CN_TRY(cn_home_key_revoke(home, ctx->a, cn_str_z(ctx->args.arg[0]), (uint64_t)size, ctx->now_us, &s, err));
	return said_record(ctx, &s, err);
}

#define NO_PASSPHRASE { "no-passphrase", NULL, "keys in plain files: whoever reads the folder can sign", "密钥以明文存放：能读该文件夹者即可签署", false }
#define END { NULL, NULL, NULL, NULL, false }
static const cn_flag init_flags[] = { { "name", "NAME", "the node's name, as in northbank.example (else node.example)", "节点名称，如 northbank.example（默认 node.example）", false }, NO_PASSPHRASE, END };
static const cn_flag add_flags[] = { { "role", "ROLE", "the role in which the person signs: compliance, legal-reviewer, management, ...", "签署人的职务：compliance、legal-reviewer、management 等", false }, NO_PASSPHRASE, END };
static const cn_flag rotate_flags[] = { NO_PASSPHRASE, END };
static const cn_flag revoke_flags[] = { { "last-good-size", "N", "only entries with a number below N still count (else all so far)", "仅编号小于 N 的条目仍然有效（默认至今全部）", false }, END };

const cn_op cn_op_init = { "init", "[DIR]", 0, 1, "make a node: its folder, its keys, its log", "建立节点：文件夹、密钥和日志",
			   { "concord init concord-data --name northbank.example", "concord init demo --no-passphrase" }, init_flags, run_init };
const cn_op cn_op_key_add = { "key add", "", 0, 0, "make a key for a person, by role; no name of the person is kept", "为担任某职务的人建立密钥；不记姓名",
			      { "concord key add --role compliance", NULL }, add_flags, run_key_add, CN_SERVED_WRITES, CN_ACCESS_ADMINISTRATOR, .two_person = true };
const cn_op cn_op_key_list = { "key list", "", 0, 0, "the keys of this node", "列出本节点密钥", { "concord key list", NULL }, NULL, run_key_list, CN_SERVED_NODE };
const cn_op cn_op_key_rotate = { "key rotate", "", 0, 0, "a new record key, signed by the old one, which it replaces", "更换记录密钥：新密钥由旧密钥签署",
				 { "concord key rotate", NULL }, rotate_flags, run_key_rotate };
const cn_op cn_op_key_revoke = { "key revoke", "FINGERPRINT", 1, 1, "revoke a key: what it signs from now on no longer counts", "吊销密钥：其此后的签名不再有效",
				 { "concord key revoke sha256:0123... --last-good-size 41", NULL }, revoke_flags, run_key_revoke, CN_SERVED_WRITES, CN_ACCESS_ADMINISTRATOR, .two_person = true };
