// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

// The protocol of a trial, after the twelve sections of Crim-PORT 1.0 (Criminological Protocol for Operating Randomized Trials). One table says what is asked;
// the form, the page, the text that is registered, and the checks follow from it.
namespace whatworks {

enum class ProtocolFieldKind { line, passage, day };

struct ProtocolField {
  std::string_view name;      // in forms, in the database: "primary_outcome"
  std::string_view label;     // "Primary outcome"
  std::string_view question;  // as the form asks
  std::string_view help;      // what belongs there; may be empty
  ProtocolFieldKind kind = ProtocolFieldKind::passage;
  std::size_t longest = 0;  // in characters; a day has its own form
  bool needed = false;      // without it, no trial is registered
  bool is_outcome = false;  // says what the trial will be judged by: a change after registration is told in plain words
};

struct ProtocolSection {
  int number = 0;          // 1 to 12
  std::string_view id;     // on pages: "outcomes"
  std::string_view label;  // "Measuring the outcomes"
  std::span<const ProtocolField> fields;
};

std::span<const ProtocolSection> protocol_sections() noexcept;

const ProtocolField* find_protocol_field(std::string_view name) noexcept;  // null where there is none

// What stands in the fields. A field that is not there is empty.
class Protocol {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;

  Protocol() = default;
  explicit Protocol(Values values) : values_(std::move(values)) {}

  [[nodiscard]] const std::string& at(std::string_view field) const noexcept;
  void set(std::string_view field, std::string value);

  bool operator==(const Protocol& other) const noexcept;

 private:
  Values values_;
};

// Something that is wrong with a field, or missing.
struct ProtocolProblem {
  std::string_view field;
  Error error;  // bad_input
};

// What somebody typed, as it is kept: clean, without white space around it, and only with fields of the table. A field that is too long, or a day that is none,
// stays as it was typed and is told in `problems`, in the order of the table.
struct TypedProtocol {
  Protocol protocol;
  std::vector<ProtocolProblem> problems;
};
TypedProtocol typed_protocol(const Protocol& typed);

// What a protocol still needs before the trial can be registered, in the order of the table: fields that are empty, and days in an order that cannot be.
std::vector<ProtocolProblem> registration_problems(const Protocol& protocol);

// The fields in which two protocols differ, in the order of the table.
std::vector<const ProtocolField*> changed_fields(const Protocol& before, const Protocol& after);

// The text that is registered, of which the hash is the SHA-256:
//   Protocol of trial t-3f9a0c77b1d2, version 1
//
//   1. Name and hypotheses
//
//   Name of the trial:
//       Letters to couriers
//   …
// UTF-8, line feeds alone, one at the end. Every line of a value has four spaces before it, so that no value can pass for a heading, and different protocols
// have different texts. A field that is empty says "(nothing)" without the spaces.
std::string canonical_text(std::string_view trial, int version, const Protocol& protocol);

}  // namespace whatworks
