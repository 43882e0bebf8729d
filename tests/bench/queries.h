// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "bench/synthetic.h"
#include "core/files.h"
#include "core/result.h"

namespace whatworks::bench {

// The operations that are measured, by the names in the report.
enum class Operation { keyword, keyword_facets, filter_facets, broad_facets, browse_facets, completion };
inline constexpr std::array kOperations{Operation::keyword,      Operation::keyword_facets, Operation::filter_facets,
                                        Operation::broad_facets, Operation::browse_facets,  Operation::completion};
std::string_view operation_name(Operation operation) noexcept;

// One thing to ask, for the product and the baselines alike.
struct Question {
  std::vector<std::string> words;                            // all of which a record must hold; of a completion, the one beginning
  std::vector<std::pair<std::size_t, std::string>> filters;  // place in kCountedFacets, value
  bool counts = false;                                       // whether the five facets are counted
  bool completion = false;                                   // whether the word is the beginning of what is looked for
};

using Questions = std::vector<Question>;

// What to ask of a set of records, made of what the records hold.
class QuestionMaker {
 public:
  QuestionMaker(const Model& model, std::size_t records, std::uint64_t seed);

  void see(const SyntheticRecord& record);  // every record of the set, once
  [[nodiscard]] Questions questions(Operation operation);

 private:
  struct Sample {
    std::vector<Language::Word> words;
    std::string title;
    std::vector<std::pair<std::size_t, std::string>> codes;
  };
  Question keyword(const Sample& sample);
  Question filter(const Sample& sample);
  [[nodiscard]] bool is_middling(Language::Word word) const;

  const Model& model_;
  std::size_t records_;
  Random random_;
  std::size_t seen_ = 0;
  std::vector<std::uint32_t> records_with_;  // by word of the sample text
  std::vector<std::size_t> last_with_;       // the record that counted it last
  std::vector<Sample> samples_;
};

}  // namespace whatworks::bench
