// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "interchange/importer.h"
#include "record/record.h"
#include "sample_site.h"

using namespace whatworks;
using fuzz::demand;

namespace {

constexpr std::size_t kMostRead = 20;  // drafts: each costs a reading

const RecordReader& reader() {
  static const auto made = RecordReader::make(fuzz::schemas());
  demand(made.has_value(), "the schema is a schema");
  return *made;
}

const RecordTemplate& files() {
  static const auto made = RecordTemplate::make(fuzz::schemas());
  demand(made.has_value(), "drafts can be written");
  return *made;
}

void check_draft(const ImportDraft& draft) {
  const auto text = write_draft(files(), draft);
  demand(text.has_value(), "a draft can be written");
  const auto reading = reader().read(draft.id + ".md", *text);
  for (const auto& problem : reading.problems) {
    demand(problem.severity == Severity::warning || problem.rule == "placeholder", "all that is wrong with a draft is that it is to be filled in");
  }
  const auto front_matter = reader().read_front_matter(*text);
  demand(front_matter && front_matter->at("sources") == draft.known.at("sources"), "a draft is read as it is written");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  KnownWorks known;
  ImportOptions options;
  options.file_name = "library";
  options.most_references = 1000;
  options.also_duplicates = size % 2 == 0;
  const auto import = import_references(fuzz::text_of(data, size), known, options);
  if (!import) {
    demand(!import.error().message.empty() && fuzz::is_clean(import.error().message), "what is refused is told why");
    return 0;
  }
  demand(import->references >= import->drafts.size(), "there are no more drafts than references");
  std::size_t read = 0;
  for (const auto& draft : import->drafts) {
    for (const auto& [field, value] : draft.unmapped) {
      demand(fuzz::is_clean(field) && fuzz::is_clean(value), "what is not mapped is told in clean text");
    }
    if (++read <= kMostRead) {
      check_draft(draft);
    }
  }
  for (const auto& problem : import->problems) {
    demand(problem.line >= 1 && fuzz::is_clean(problem.message) && fuzz::is_clean(problem.hint), "a problem is told in clean text");
  }
  for (const auto& duplicate : import->duplicates) {
    demand(fuzz::is_clean(duplicate.title), "a duplicate is told in clean text");
  }
  return 0;
}
