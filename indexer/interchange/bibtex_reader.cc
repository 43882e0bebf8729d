// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "bibtex_names.h"
#include "bibtex_syntax.h"
#include "core/text.h"
#include "import_text.h"
#include "latex_reader.h"
#include "reference_builder.h"
#include "source_types.h"

namespace whatworks {
namespace {

constexpr std::size_t kLongestInherited = 2000;

struct TypeRow {
  std::string_view bibtex;
  std::string_view type;  // empty: it does not tell
  std::string_view genre = {};
};

constexpr auto kTypes = std::to_array<TypeRow>({
    {"article", "article"},
    {"periodical", "article"},
    {"techreport", "report"},
    {"report", "report"},
    {"manual", "report"},
    {"phdthesis", "thesis", "PhD thesis"},
    {"mastersthesis", "thesis", "Master's thesis"},
    {"bachelorsthesis", "thesis", "Bachelor's thesis"},
    {"thesis", "thesis"},
    {"incollection", "chapter"},
    {"inbook", "chapter"},
    {"suppbook", "chapter"},
    {"inreference", "chapter"},
    {"suppcollection", "chapter"},
    {"book", "book"},
    {"booklet", "book"},
    {"collection", "book"},
    {"mvbook", "book"},
    {"mvcollection", "book"},
    {"proceedings", "book"},
    {"mvproceedings", "book"},
    {"reference", "book"},
    {"inproceedings", "conference-paper"},
    {"conference", "conference-paper"},
    {"unpublished", "preprint"},
    {"online", "web-page"},
    {"electronic", "web-page"},
    {"www", "web-page"},
    {"webpage", "web-page"},
    {"dataset", "dataset"},
    {"data", "dataset"},
    {"legislation", "legislation"},
    {"legal", "legislation"},
    {"misc", {}},
    {"software", {}},
    {"patent", {}},
    {"jurisdiction", {}},
});

class Placer {
 public:
  Placer(const BibtexEntry& entry, const BibtexEntry* parent) : entry_(entry), parent_(parent), builder_(entry.line, entry.key) {}

  ImportedReference place() {
    place_type();
    use({"title"}, [&](auto name, auto value) {
      auto title = read_latex(value);
      if (const auto subtitle = take("subtitle"); !subtitle.empty()) {
        title += ": " + read_latex(subtitle);
      }
      builder_.title(name, title);
    });
    use({"author"}, [&](auto name, auto value) { place_names(name, value, false); });
    use({"editor"}, [&](auto name, auto value) { place_names(name, value, true); });
    use({"year", "date"}, [&](auto name, auto value) { builder_.date(name, read_latex(value)); });
    place_venue();
    place_rest();
    for (const auto& name : entry_.order) {
      if (!used_.contains(name)) {
        builder_.unmapped(name, read_latex(entry_.fields.at(name)));
      }
    }
    return builder_.finish();
  }

 private:
  // The value of a field of the entry, or of the one that it is part of; empty where there is none.
  std::string_view take(const std::string& name) {
    used_.insert(name);
    if (const auto own = entry_.fields.find(name); own != entry_.fields.end()) {
      return own->second;
    }
    if (parent_ == nullptr || name == "title" || name == "author" || name == "subtitle" || name == "editor" || name == "pages" || name == "doi" ||
        name == "url" || name == "abstract" || name == "keywords" || name == "annote" || name == "note") {
      return {};
    }
    const auto inherited = parent_->fields.find(name == "booktitle" && !parent_->fields.contains(name) ? "title" : name);
    return inherited == parent_->fields.end() || inherited->second.size() > kLongestInherited ? std::string_view() : std::string_view(inherited->second);
  }

  template <typename Use>
  void use(std::initializer_list<const char*> names, const Use& action) {
    for (const auto* name : names) {
      if (const auto value = take(name); !trim(value).empty()) {
        action(std::string_view(name), value);
      }
    }
  }

  void place_type() {
    const auto row = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& candidate) { return candidate.bibtex == entry_.type; });
    builder_.type(row == kTypes.end() ? std::string_view() : row->type);
    const auto eprint = fold(std::string(take("archiveprefix")) + std::string(take("eprinttype")));
    if (builder_.type().empty() && eprint.find("arxiv") != std::string::npos) {
      builder_.type("preprint");
    } else if (!eprint.empty()) {
      builder_.unmapped("eprint", std::string(eprint) + ' ' + std::string(take("eprint")));
    }
    if (builder_.type().empty()) {
      builder_.unmapped("type of entry", entry_.type);
    }
    if (builder_.type() != "thesis") {
      return;
    }
    use({"type"}, [&](auto name, auto value) {
      const auto written = std::string(trim(read_latex(value)));
      builder_.genre(name, written == "phdthesis" ? "PhD thesis" : written == "mathesis" ? "Master's thesis" : written);
    });
    if (take("type").empty() && !row->genre.empty()) {
      builder_.genre("type", row->genre);
    }
  }

  void place_venue() {
    const auto place = [&](auto name, auto value) { builder_.venue(name, read_latex(value)); };
    const auto& type = builder_.type();
    if (type == "article") {
      use({"journaltitle", "journal"}, place);
    } else if (type == "report") {
      use({"institution", "publisher", "organization"}, place);
    } else if (type == "thesis") {
      use({"school", "institution", "publisher"}, place);
    } else if (type == "chapter" || type == "conference-paper") {
      use({"booktitle"}, place);
    } else if (type == "book") {
      use({"publisher"}, place);
    } else {
      use({"howpublished"}, [&](auto name, auto value) {
        const auto address = std::string(trim(read_latex_verbatim(value)));
        address.starts_with("http") ? builder_.url(name, address) : builder_.venue(name, read_latex(value));
      });
      use({"publisher", "organization", "institution", "journal", "journaltitle"}, place);
    }
  }

  void place_rest() {
    use({"volume"}, [&](auto name, auto value) { builder_.volume(name, read_latex(value)); });
    use({"number", "issue"}, [&](auto name, auto value) { builder_.issue(name, read_latex(value)); });
    use({"pages", "eid", "articleno"}, [&](auto name, auto value) { builder_.pages(name, read_latex(value)); });
    use({"doi"}, [&](auto name, auto value) { builder_.doi(name, read_latex_verbatim(value)); });
    use({"url"}, [&](auto name, auto value) { builder_.url(name, read_latex_verbatim(value)); });
    use({"abstract"}, [&](auto name, auto value) { builder_.abstract(name, read_latex(value)); });
    use({"annote", "note", "annotation"}, [&](auto name, auto value) { builder_.note(name, read_latex(value)); });
    use({"keywords", "keyword"}, [&](auto name, auto value) {
      for (const auto part : split_outside_braces(value, ",")) {
        builder_.keyword(name, read_latex(part));
      }
    });
    for (const auto* name : {"month", "urldate", "crossref", "day", "timestamp", "owner", "date-added", "date-modified", "bdsk-url-1", "bdsk-url-2", "file",
                             "shorttitle", "groups"}) {
      used_.insert(name);  // of the program that wrote the file, or told already
    }
  }

  void place_names(std::string_view field, std::string_view value, bool editors) {
    for (const auto name : split_outside_braces(value, "and")) {
      const auto written = bibtex_name(name);
      editors ? builder_.editor(field, written) : builder_.author(field, written);
    }
  }

  const BibtexEntry& entry_;
  const BibtexEntry* parent_;
  ReferenceBuilder builder_;
  std::set<std::string> used_;
};

}  // namespace

void read_bibtex(std::string_view text, const ImportSink& sink) {
  const auto entries = read_bibtex_entries(text, sink);
  std::map<std::string, std::size_t> by_key;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    by_key.emplace(fold(entries[i].key), i);
  }
  for (const auto& entry : entries) {
    const auto named = entry.fields.find("crossref");
    const auto found = named == entry.fields.end() ? by_key.end() : by_key.find(fold(trim(named->second)));
    const BibtexEntry* parent = found == by_key.end() || &entries[found->second] == &entry ? nullptr : &entries[found->second];
    if (named != entry.fields.end() && parent == nullptr) {
      sink.warning(entry.line, "bibtex-crossref",
                   fmt::format("{} is part of {}, which is not in the file", entry.key, shorten(clean_value(named->second), 100)),
                   "what it takes from there is missing from its draft");
    }
    if (!sink.take(Placer(entry, parent).place())) {
      return;
    }
  }
}

}  // namespace whatworks
