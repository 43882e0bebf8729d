// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "schema.h"

namespace whatworks {

// A complaint of the JSON Schema library about the value at a JSON pointer.
struct Complaint {
  std::string pointer;
  std::string message;
};

// The whole of record.schema.json, judged by a JSON Schema library: a safety net under check_keys(), which words what authors meet but
// knows only some keywords. Immutable and free to share between threads.
class SchemaJudge {
 public:
  // Fails with bad_input where the schema is malformed.
  static Result<SchemaJudge> make(const RecordSchema& schema);
  SchemaJudge(SchemaJudge&&) noexcept;
  SchemaJudge& operator=(SchemaJudge&&) noexcept;
  ~SchemaJudge();

  // Empty where `value` fits the schema; else the deepest complaints, at least one.
  [[nodiscard]] std::vector<Complaint> judge(const Json& value) const;

 private:
  struct Implementation;
  explicit SchemaJudge(std::unique_ptr<const Implementation> implementation) noexcept;
  std::unique_ptr<const Implementation> implementation_;
};

}  // namespace whatworks
