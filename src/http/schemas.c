/* The schemas that the OpenAPI document refers to. */
#include "http/schemas.h"

#include <stddef.h>

const cn_schema cn_schemas[] = {
	{ "Problem",
	  "{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"detail\",\"request_id\"],\"properties\":{\"type\":{\"type\":\"string\"},"
	  "\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},\"request_id\":{\"type\":\"string\"},"
	  "\"code_needed\":{\"type\":\"boolean\"}}}" },
	{ "RecordHead",
	  "{\"type\":\"object\",\"required\":[\"seq\",\"id\",\"public\"],\"properties\":{\"seq\":{\"type\":\"integer\"},\"id\":{\"type\":\"string\"},"
	  "\"public\":{\"type\":\"boolean\"},\"kind\":{\"type\":\"string\"},\"author\":{\"type\":\"string\"},\"time\":{\"type\":\"string\","
	  "\"format\":\"date-time\"},\"tlp\":{\"type\":\"string\"}}}" },
	{ "Records",
	  "{\"type\":\"object\",\"required\":[\"size\",\"records\",\"next\"],\"properties\":{\"size\":{\"type\":\"integer\"},"
	  "\"records\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/RecordHead\"}},\"next\":{\"type\":[\"integer\",\"null\"]}}}" },
	{ "Record",
	  "{\"type\":\"object\",\"required\":[\"seq\",\"id\",\"kind\",\"author\",\"time\",\"tlp\",\"refs\",\"body\"],"
	  "\"properties\":{\"seq\":{\"type\":\"integer\"},\"id\":{\"type\":\"string\"},\"kind\":{\"type\":\"string\"},\"author\":{\"type\":\"string\"},"
	  "\"time\":{\"type\":\"string\",\"format\":\"date-time\"},\"tlp\":{\"type\":\"string\"},\"refs\":{\"type\":\"array\","
	  "\"items\":{\"type\":\"object\",\"required\":[\"role\",\"to\"],\"properties\":{\"role\":{\"type\":\"string\"},"
	  "\"to\":{\"type\":\"string\"}}}},\"body\":{\"type\":\"object\"}}}" },
	{ "Consistency",
	  "{\"type\":\"object\",\"required\":[\"from\",\"to\",\"hashes\"],\"properties\":{\"from\":{\"type\":\"integer\"},"
	  "\"to\":{\"type\":\"integer\"},\"hashes\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}" },
	{ "Session",
	  "{\"type\":\"object\",\"required\":[\"id\",\"name\",\"roles\",\"access\",\"csrf\"],\"properties\":{\"id\":{\"type\":\"string\"},"
	  "\"name\":{\"type\":\"string\"},\"roles\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"reader\",\"contributor\","
	  "\"assessor\",\"officer\",\"administrator\"]}},\"access\":{\"type\":\"string\"},\"csrf\":{\"type\":\"string\"}},"
	  "\"additionalProperties\":false}" },
	{ "SignIn",
	  "{\"type\":\"object\",\"required\":[\"name\",\"password\"],\"properties\":{\"name\":{\"type\":\"string\"},\"password\":{\"type\":\"string\"},"
	  "\"code\":{\"type\":\"string\"}},\"additionalProperties\":false}" },
	{ "Setup",
	  "{\"type\":\"object\",\"required\":[\"link\",\"password\"],\"properties\":{\"link\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},"
	  "\"name\":{\"type\":\"string\"},\"password\":{\"type\":\"string\"}},\"additionalProperties\":false}" },
	{ "Made",
	  "{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{\"id\":{\"type\":\"string\"}},\"additionalProperties\":false}" },
	{ "MadeLink",
	  "{\"type\":\"object\",\"required\":[\"id\",\"link\"],\"properties\":{\"id\":{\"type\":\"string\"},\"link\":{\"type\":\"string\"}},"
	  "\"additionalProperties\":false}" },
	{ "MadeToken",
	  "{\"type\":\"object\",\"required\":[\"id\",\"token\"],\"properties\":{\"id\":{\"type\":\"string\"},\"token\":{\"type\":\"string\"}},"
	  "\"additionalProperties\":false}" },
	{ "Nothing",
	  "{\"type\":\"object\",\"required\":[],\"properties\":{},\"additionalProperties\":false}" },
	{ "Password",
	  "{\"type\":\"object\",\"required\":[\"old\",\"password\"],\"properties\":{\"old\":{\"type\":\"string\"},\"password\":{\"type\":\"string\"}},"
	  "\"additionalProperties\":false}" },
	{ "Code",
	  "{\"type\":\"object\",\"required\":[\"code\"],\"properties\":{\"code\":{\"type\":\"string\"}},\"additionalProperties\":false}" },
	{ "CodeKey",
	  "{\"type\":\"object\",\"required\":[\"key\",\"uri\"],\"properties\":{\"key\":{\"type\":\"string\"},\"uri\":{\"type\":\"string\"}},"
	  "\"additionalProperties\":false}" },
	{ "SessionRow",
	  "{\"type\":\"object\",\"required\":[\"id\",\"person\",\"how\",\"made\",\"seen\",\"current\"],\"properties\":{\"id\":{\"type\":\"string\"},"
	  "\"person\":{\"type\":\"string\"},\"how\":{\"type\":\"string\"},\"current\":{\"type\":\"boolean\"},\"made\":{\"type\":\"string\",\"format\":\"date-time\"},"
	  "\"seen\":{\"type\":\"string\",\"format\":\"date-time\"}},\"additionalProperties\":false}" },
	{ "Sessions",
	  "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{\"items\":{\"type\":\"array\","
	  "\"items\":{\"$ref\":\"#/components/schemas/SessionRow\"}},\"next\":{\"type\":[\"integer\",\"null\"]}},\"additionalProperties\":false}" },
	{ "TokenRow",
	  "{\"type\":\"object\",\"required\":[\"id\",\"person\",\"label\",\"roles\",\"made\",\"until\"],\"properties\":{\"id\":{\"type\":\"string\"},"
	  "\"person\":{\"type\":\"string\"},\"label\":{\"type\":\"string\"},\"roles\":{\"type\":\"array\",\"items\":{\"type\":\"string\","
	  "\"enum\":[\"reader\",\"contributor\",\"assessor\",\"officer\",\"administrator\"]}},\"made\":{\"type\":\"string\",\"format\":\"date-time\"},"
	  "\"until\":{\"type\":\"string\",\"format\":\"date-time\"},\"seen\":{\"type\":\"string\",\"format\":\"date-time\"}},"
	  "\"additionalProperties\":false}" },
	{ "Tokens",
	  "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{\"items\":{\"type\":\"array\","
	  "\"items\":{\"$ref\":\"#/components/schemas/TokenRow\"}},\"next\":{\"type\":[\"integer\",\"null\"]}},\"additionalProperties\":false}" },
	{ "NewToken",
	  "{\"type\":\"object\",\"required\":[\"label\",\"roles\",\"until\"],\"properties\":{\"label\":{\"type\":\"string\"},"
	  "\"roles\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"reader\",\"contributor\",\"assessor\",\"officer\","
	  "\"administrator\"]}},\"until\":{\"type\":\"string\",\"format\":\"date\"}},\"additionalProperties\":false}" },
	{ "Person",
	  "{\"type\":\"object\",\"required\":[\"id\",\"roles\",\"password\",\"code\",\"passkeys\",\"let_in_by_one\",\"keys\",\"held\",\"made\"],"
	  "\"properties\":{\"id\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},\"roles\":{\"type\":\"array\",\"items\":{\"type\":\"string\","
	  "\"enum\":[\"reader\",\"contributor\",\"assessor\",\"officer\",\"administrator\"]}},\"password\":{\"type\":\"boolean\"},"
	  "\"code\":{\"type\":\"boolean\"},\"passkeys\":{\"type\":\"integer\"},\"let_in_by_one\":{\"type\":\"boolean\"},\"keys\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
	  "\"held\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
	  "\"made\":{\"type\":\"string\",\"format\":\"date-time\"},\"ended\":{\"type\":\"string\",\"format\":\"date-time\"}},"
	  "\"additionalProperties\":false}" },
	{ "People",
	  "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{\"items\":{\"type\":\"array\","
	  "\"items\":{\"$ref\":\"#/components/schemas/Person\"}},\"next\":{\"type\":[\"integer\",\"null\"]}},\"additionalProperties\":false}" },
	{ "NewPerson",
	  "{\"type\":\"object\",\"required\":[\"name\",\"roles\"],\"properties\":{\"name\":{\"type\":\"string\"},\"roles\":{\"type\":\"array\","
	  "\"items\":{\"type\":\"string\",\"enum\":[\"reader\",\"contributor\",\"assessor\",\"officer\",\"administrator\"]}}},"
	  "\"additionalProperties\":false}" },
	{ "Roles",
	  "{\"type\":\"object\",\"required\":[\"roles\"],\"properties\":{\"roles\":{\"type\":\"array\",\"items\":{\"type\":\"string\","
	  "\"enum\":[\"reader\",\"contributor\",\"assessor\",\"officer\",\"administrator\"]}}},\"additionalProperties\":false}" },
	{ "BindKey",
	  "{\"type\":\"object\",\"required\":[\"key\"],\"properties\":{\"key\":{\"type\":\"string\"},\"free\":{\"type\":\"boolean\"}},"
	  "\"additionalProperties\":false}" },
	{ "File",
	  "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"},{\"type\":\"object\",\"required\":[\"base64\"],"
	  "\"properties\":{\"base64\":{\"type\":\"string\"}},\"additionalProperties\":false}]}" },
	{ "Command",
	  "{\"type\":\"object\",\"properties\":{\"args\":{\"type\":\"array\",\"items\":{\"type\":[\"string\",\"integer\"]}},"
	  "\"flags\":{\"type\":\"object\",\"additionalProperties\":{\"type\":[\"string\",\"integer\",\"boolean\",\"array\"],"
	  "\"items\":{\"type\":[\"string\",\"integer\"]}}},\"files\":{\"type\":\"object\","
	  "\"additionalProperties\":{\"$ref\":\"#/components/schemas/File\"}}},\"additionalProperties\":false}" },
	{ "NewJob",
	  "{\"type\":\"object\",\"required\":[\"op\"],\"properties\":{\"op\":{\"type\":\"string\",\"description\":\"the words of a command: lab run\"},"
	  "\"args\":{\"type\":\"array\",\"items\":{\"type\":[\"string\",\"integer\"]}},\"flags\":{\"type\":\"object\"},"
	  "\"files\":{\"type\":\"object\",\"additionalProperties\":{\"$ref\":\"#/components/schemas/File\"}}},\"additionalProperties\":false}" },
	{ "Job",
	  "{\"type\":\"object\",\"required\":[\"id\",\"op\",\"lang\",\"by\",\"state\",\"created\",\"started\",\"ended\",\"status\",\"detail\"],\"properties\":{"
	  "\"id\":{\"type\":\"string\"},\"op\":{\"type\":\"string\"},\"lang\":{\"type\":\"string\"},\"by\":{\"type\":\"string\"},"
	  "\"state\":{\"type\":\"string\",\"enum\":[\"queued\",\"running\",\"done\",\"failed\",\"cancelled\",\"interrupted\"]},"
	  "\"created\":{\"type\":\"string\"},\"started\":{\"type\":[\"string\",\"null\"]},\"ended\":{\"type\":[\"string\",\"null\"]},"
	  "\"status\":{\"type\":[\"integer\",\"null\"]},\"detail\":{\"type\":[\"string\",\"null\"]},"
	  "\"result\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/Ran\"},{\"type\":\"null\"}]}},\"additionalProperties\":false}" },
	{ "Jobs",
	  "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{\"items\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Job\"}},"
	  "\"next\":{\"type\":\"null\"}}}" },
	{ "Ran",
	  "{\"type\":\"object\",\"required\":[\"exit\",\"answer\",\"files\"],\"properties\":{\"exit\":{\"type\":\"integer\"},\"answer\":{},"
	  "\"files\":{\"type\":\"object\",\"additionalProperties\":{\"$ref\":\"#/components/schemas/File\"}}},\"additionalProperties\":false}" },
	{ "ProposalRow",
	  "{\"type\":\"object\",\"required\":[\"id\",\"op\",\"person\",\"made\",\"until\",\"body\"],\"properties\":{\"id\":{\"type\":\"string\"},"
	  "\"op\":{\"type\":\"string\"},\"person\":{\"type\":\"string\"},\"made\":{\"type\":\"string\",\"format\":\"date-time\"},"
	  "\"until\":{\"type\":\"string\",\"format\":\"date-time\"},\"body\":{\"type\":\"string\"}},\"additionalProperties\":false}" },
	{ "Proposals",
	  "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{\"items\":{\"type\":\"array\","
	  "\"items\":{\"$ref\":\"#/components/schemas/ProposalRow\"}},\"next\":{\"type\":[\"integer\",\"null\"]}},\"additionalProperties\":false}" },
	{ "Decision",
	  "{\"type\":\"object\",\"required\":[\"decision\"],\"properties\":{\"decision\":{\"type\":\"string\",\"enum\":[\"approve\",\"refuse\"]}},"
	  "\"additionalProperties\":false}" },
	{ "Proposed",
	  "{\"type\":\"object\",\"required\":[\"proposal\"],\"properties\":{\"proposal\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"}},\"additionalProperties\":false}" },
	{ "Items",
	  "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}},"
	  "\"next\":{\"type\":[\"integer\",\"null\"]}},\"additionalProperties\":false}" },
	{ "Report",
	  "{\"type\":\"object\",\"required\":[\"about\",\"text\"],\"properties\":{\"about\":{\"type\":\"string\",\"enum\":[\"vulnerability\","
	  "\"misuse\",\"other\"]},\"system\":{\"type\":\"string\"},\"text\":{\"type\":\"string\"},\"contact\":{\"type\":\"string\"}},"
	  "\"additionalProperties\":false}" },
	{ "Receipt",
	  "{\"type\":\"object\",\"required\":[\"code\"],\"properties\":{\"code\":{\"type\":\"string\"}},\"additionalProperties\":false}" },
	{ "ReportStatus",
	  "{\"type\":\"object\",\"required\":[\"state\",\"answer\",\"record\",\"made\"],\"properties\":{\"state\":{\"type\":\"string\"},"
	  "\"answer\":{\"type\":[\"string\",\"null\"]},\"record\":{\"type\":[\"integer\",\"null\"]},\"made\":{\"type\":\"string\","
	  "\"format\":\"date-time\"}},\"additionalProperties\":false}" },
	{ "Triage",
	  "{\"type\":\"object\",\"required\":[\"decision\"],\"properties\":{\"decision\":{\"type\":\"string\",\"enum\":[\"accept\",\"dismiss\"]},"
	  "\"answer\":{\"type\":\"string\"}},\"additionalProperties\":false}" },
	{ "Challenge",
	  "{\"type\":\"object\",\"required\":[\"challenge\"],\"properties\":{\"challenge\":{\"type\":\"string\"}},\"additionalProperties\":false}" },
	{ "PasskeyRow",
	  "{\"type\":\"object\",\"required\":[\"id\",\"label\",\"origin\",\"made\"],\"properties\":{\"id\":{\"type\":\"string\"},"
	  "\"label\":{\"type\":\"string\"},\"origin\":{\"type\":\"string\"},\"made\":{\"type\":\"string\",\"format\":\"date-time\"},"
	  "\"seen\":{\"type\":\"string\",\"format\":\"date-time\"}},\"additionalProperties\":false}" },
	{ "Passkeys",
	  "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{\"items\":{\"type\":\"array\","
	  "\"items\":{\"$ref\":\"#/components/schemas/PasskeyRow\"}},\"next\":{\"type\":[\"integer\",\"null\"]}},\"additionalProperties\":false}" },
	{ "NewPasskey",
	  "{\"type\":\"object\",\"required\":[\"id\",\"label\",\"client_data\",\"authenticator_data\",\"public_key\"],"
	  "\"properties\":{\"id\":{\"type\":\"string\"},\"label\":{\"type\":\"string\"},\"client_data\":{\"type\":\"string\"},"
	  "\"authenticator_data\":{\"type\":\"string\"},\"public_key\":{\"type\":\"string\"}},\"additionalProperties\":false}" },
	{ "ShownPasskey",
	  "{\"type\":\"object\",\"required\":[\"id\",\"client_data\",\"authenticator_data\",\"signature\"],"
	  "\"properties\":{\"id\":{\"type\":\"string\"},\"client_data\":{\"type\":\"string\"},\"authenticator_data\":{\"type\":\"string\"},"
	  "\"signature\":{\"type\":\"string\"}},\"additionalProperties\":false}" },
	{ NULL, NULL },
};
