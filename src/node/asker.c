#include "node/asker.h"

#include "people/people.h"
#include "store/file.h"

/* Who runs the machine reads the file itself. */
static cn_code of_machine(cn_ctx *ctx, cn_asker *ret, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(path, ctx->data_dir, "private/people.db", err));
	if (!cn_file_exists(path))
		return CN_OK;
	CN_TRY(cn_people_open(ctx->data_dir, CN_KEY_COST, &p, err));
	return cn_people_proposal_heads(p, ctx->a, ctx->now_us, &ret->commands, err);
}

cn_code cn_asker_read(cn_ctx *ctx, cn_asker *ret, cn_err *err)
{
	const cn_val *m;
	cn_roles roles;
	cn_val *none = cn_list(ctx->a);
	cn_asker who = { .keys = none, .held = none, .commands = none };
	if (!ctx->confined)
		CN_TRY(of_machine(ctx, &who, err));
	if (ctx->confined && ctx->asker) {
		cn_err why = { 0 };
		if (cn_json_parse(ctx->a, cn_str_z(ctx->asker), CN_JSON_DEPTH_MAX, &m, &why) != CN_OK ||
		    cn_roles_parse(cn_get_text(m, "access"), &roles, &why) != CN_OK)
			return CN_FAIL(err, CN_EINTERNAL, "who asks is not said as a server says it");
		who.known = true;
		who.access = cn_roles_highest(roles);
		who.keys = cn_get(m, "keys") ? cn_get(m, "keys") : none;
		who.held = cn_get(m, "held") ? cn_get(m, "held") : who.keys;
		who.commands = cn_get(m, "commands") ? cn_get(m, "commands") : none;
	}
	*ret = who;
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}
