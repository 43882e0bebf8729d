// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "front_matter.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// Checks every key for itself and says in plain words what is wrong: unknown and missing keys, types, ranges, lengths, forms, dates.
// Knows the keywords that record.schema.json uses for single keys; what it does not know, SchemaJudge looks at.
void check_keys(const FrontMatter& front_matter, const RecordSchema& schema, Report& report);

// Checks that every code is in the vocabulary of its facet.
void check_codes(const FrontMatter& front_matter, const Schemas& schemas, Report& report);

// Finds what is left to fill in. Comes before the other checks, which then say nothing more about the same value.
void check_placeholders(const FrontMatter& front_matter, Report& report);

}  // namespace whatworks
