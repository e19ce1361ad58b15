/* What a packet of XMP says of provenance and of AI. */
#include "lab/media/layer.h"
#include "lab/media/xmp.h"

typedef enum meaning { SHOWN, WORDS, SOURCE_TYPE, AI_USED, LABEL, CREDENTIALS } meaning;

/* Properties by namespace and name. AI_USED: of the IPTC standard of 2025.1, which are there only where an AI system made the
 * picture. */
static const struct {
	const char *ns, *name, *shown;
	meaning means;
	cn_layer_names names;
} PROPERTIES[] = {
	{ CN_NS_IPTC_EXT, "DigitalSourceType", "Iptc4xmpExt:DigitalSourceType", SOURCE_TYPE },
	{ CN_NS_IPTC_EXT, "DigitalSourcefileType", "Iptc4xmpExt:DigitalSourcefileType", SOURCE_TYPE }, /* its name until 2009 */
	{ CN_NS_IPTC_EXT, "AIPromptInformation", "Iptc4xmpExt:AIPromptInformation", AI_USED },
	{ CN_NS_IPTC_EXT, "AIPromptWriterName", "Iptc4xmpExt:AIPromptWriterName", AI_USED },
	{ CN_NS_IPTC_EXT, "AISystemUsed", "Iptc4xmpExt:AISystemUsed", AI_USED, CN_NAMES_SYSTEM },
	{ CN_NS_IPTC_EXT, "AISystemVersionUsed", "Iptc4xmpExt:AISystemVersionUsed", AI_USED, CN_NAMES_VERSION },
	{ CN_NS_TC260, "AIGC", "TC260:AIGC", LABEL },
	{ CN_NS_XMP, "CreatorTool", "xmp:CreatorTool", SHOWN },
	{ CN_NS_DCTERMS, "provenance", "dcterms:provenance", CREDENTIALS },
	{ CN_NS_DC, "creator", "dc:creator", WORDS },
	{ CN_NS_DC, "rights", "dc:rights", WORDS },
	{ CN_NS_PHOTOSHOP, "Credit", "photoshop:Credit", WORDS, CN_NAMES_PROVIDER },
	{ CN_NS_PHOTOSHOP, "DateCreated", "photoshop:DateCreated", SHOWN, CN_NAMES_TIME },
	{ CN_NS_XMP, "CreateDate", "xmp:CreateDate", SHOWN, CN_NAMES_TIME },
	{ CN_NS_DC, "identifier", "dc:identifier", SHOWN, CN_NAMES_ID },
	{ CN_NS_PLUS, "DataMining", "plus:DataMining", SHOWN },
	{ CN_NS_XMP_MM, "DocumentID", "xmpMM:DocumentID", SHOWN, CN_NAMES_ID },
	{ CN_NS_XMP_MM, "InstanceID", "xmpMM:InstanceID", SHOWN, CN_NAMES_ID },
};

static void one_value(cn_layer_draft *d, const char *name, meaning means, cn_str text, bool *ai_used)
{
	switch (means) {
	case SOURCE_TYPE:
		cn_layer_source_type(d, name, text);
		return;
	case WORDS:
		cn_layer_words(d, name, text, true);
		return;
	case LABEL:
		if (d->aigc_text.p)
			cn_layer_remark(d, "a second AIGC label in one packet", "同一 XMP 中有第二个 AIGC 标识");
		else
			d->aigc_text = text.p ? text : CN_S("");
		break;
	case CREDENTIALS:
		d->credentials = text;
		break;
	case AI_USED:
		*ai_used |= cn_trim(text).n > 0;
		break;
	case SHOWN:
		break;
	}
	cn_layer_field(d, name, text);
}

void cn_layer_of_xmp(cn_layer_draft *d, cn_str packet)
{
	cn_xmp x;
	cn_err why = { 0 };
	bool ai_used = false;
	if (cn_xmp_read(d->a, packet, &x, &why) != CN_OK) {
		d->unread = true;
		cn_layer_remark(d, CN_LAYER_TEXT(d->a, "it cannot be read: %s", why.msg), "无法读取该 XMP");
		return;
	}
	for (size_t i = 0; i < x.n_value; i++) {
		const cn_xmp_value *v = &x.value[i];
		for (size_t k = 0; k < sizeof PROPERTIES / sizeof *PROPERTIES && !v->inner; k++)
			if (cn_eqz(v->ns, PROPERTIES[k].ns) && cn_eqz(v->name, PROPERTIES[k].name)) {
				cn_str *named = &d->named[PROPERTIES[k].names];
				bool day = PROPERTIES[k].names == CN_NAMES_TIME && !cn_contains(*named, CN_S("T")); /* an hour is more */
				*named = named->n && !day ? *named : cn_trim(v->text);
				one_value(d, PROPERTIES[k].shown, PROPERTIES[k].means, v->text, &ai_used);
			}
	}
	if (ai_used && d->out.says_ai == CN_FALSE)
		cn_layer_remark(d, "it names an AI system, but a source type without AI",
				"写明了人工智能系统，但数字来源类型不属人工智能");
	if (ai_used)
		d->out.says_ai = CN_TRUE;
}
