// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/text.h"
#include "import_text.h"
#include "reference_builder.h"
#include "source_types.h"

namespace whatworks {
namespace {

bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) noexcept { return is_upper(c) || (c >= 'a' && c <= 'z'); }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

struct TypeRow {
  std::string_view ris;
  std::string_view type;
};

// Besides those that we write.
constexpr auto kTypes = std::to_array<TypeRow>({
    {"JFULL", "article"},         {"MGZN", "article"},     {"NEWS", "article"},      {"EJOUR", "article"}, {"INPR", "article"},   {"ABST", "article"},
    {"GOVDOC", "report"},         {"STAND", "report"},     {"EBOOK", "book"},        {"EDBOOK", "book"},   {"SER", "book"},       {"ECHAP", "chapter"},
    {"CONF", "conference-paper"}, {"MANSCPT", "preprint"}, {"BLOG", "web-page"},     {"WEB", "web-page"},  {"ICOMM", "web-page"}, {"AGGR", "dataset"},
    {"DBASE", "dataset"},         {"BILL", "legislation"}, {"LEGAL", "legislation"},
});

std::string_view type_of_ris(std::string_view ris) {
  for (const auto& row : source_types()) {
    if (row.ris == ris) {
      return row.type;
    }
  }
  const auto found = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& row) { return row.ris == ris; });
  return found == kTypes.end() ? std::string_view() : found->type;
}

// Tags that are taken for such whatever spaces are about the hyphen.
constexpr auto kKnownTags = std::to_array<std::string_view>({"TY", "ER", "TI", "T1", "T2", "T3", "AU", "A1", "A2", "A3", "A4", "ED", "PY", "Y1", "Y2", "DA",
                                                             "JO", "JF", "JA", "J1", "J2", "VL", "IS", "CP", "SP", "EP", "DO", "UR", "AB", "N1", "N2", "KW",
                                                             "PB", "CY", "SN", "ID", "M1", "M2", "M3", "DB", "DP", "LA", "L1", "L2", "C7", "BT", "CT"});

struct TaggedLine {
  std::string tag;  // in upper case; empty: the line goes on with the value before
  std::string_view value;
};

TaggedLine read_line(std::string_view line) {
  auto rest = line;
  while (rest.starts_with(' ') || rest.starts_with('\t')) {
    rest.remove_prefix(1);
  }
  if (rest.size() < 3 || !is_letter(rest[0]) || !(is_letter(rest[1]) || is_digit(rest[1]))) {
    return {{}, line};
  }
  const auto written = rest.substr(0, 2);
  const auto hyphen = rest.find_first_not_of(" \t", 2);
  if (hyphen == std::string_view::npos || rest[hyphen] != '-') {
    return {{}, line};
  }
  auto tag = upper(written);
  const auto value = rest.substr(hyphen + 1);
  const bool spaced = value.empty() || value.front() == ' ' || value.front() == '\t' || hyphen != 2;
  const bool known = std::find(kKnownTags.begin(), kKnownTags.end(), tag) != kKnownTags.end();
  const bool as_defined = hyphen == 4 && rest.substr(2, 2) == "  ";
  const bool is_start = tag == "TY" && (spaced || !type_of_ris(upper(trim(value))).empty());
  if (as_defined || is_start || (known && spaced && written == tag)) {
    return {std::move(tag), value};
  }
  return {{}, line};
}

struct Field {
  std::string tag;
  std::string value;
};

class RisReader {
 public:
  RisReader(std::string_view text, const ImportSink& sink) : text_(text), sink_(sink) {}

  void read() {
    std::string_view rest = text_;
    for (int line = 1; !rest.empty() && !full_; ++line) {
      const auto end = rest.find('\n');
      read_line_at(line, rest.substr(0, end));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      if (line % 1024 == 0) {
        sink_.progress(text_.size() - rest.size());
      }
    }
    if (open_ && !full_) {
      sink_.warning(line_, "ris-end", "the last reference has no ER: the file may have been cut off",
                    "look at the end of its draft, and export again if something is missing");
      finish();
    }
  }

 private:
  void read_line_at(int number, std::string_view text) {
    const auto line = read_line(text);
    if (line.tag == "TY") {
      if (open_) {
        sink_.warning(line_, "ris-end", "this reference has no ER before the next begins");
        finish();
      }
      open_ = true;
      line_ = number;
      fields_.push_back({"TY", std::string(line.value)});
    } else if (!open_) {
      if (!line.tag.empty() && line.tag != "ER" && said_outside_ < number - 1 && seen_ > 0) {
        sink_.error(number, "ris-outside", fmt::format("{} stands outside of a reference and was left out", line.tag),
                    "a reference starts with a line TY  - JOUR, or another type");
      }
      said_outside_ = line.tag.empty() ? said_outside_ : number;
    } else if (line.tag == "ER") {
      finish();
    } else if (!line.tag.empty() && fields_.size() == kMostFields) {
      if (!std::exchange(said_many_, true)) {
        sink_.error(number, "too-large", fmt::format("the reference has more than {} fields; those from here on were left out", kMostFields));
      }
    } else if (!line.tag.empty()) {
      fields_.push_back({line.tag, std::string(line.value)});
    } else {
      fields_.back().value += '\n' + std::string(line.value);
    }
  }

  // Hands every value of these tags to `use`, tag by tag, and counts them as placed.
  template <typename Use>
  void each(std::initializer_list<std::string_view> tags, const Use& use) {
    for (const auto tag : tags) {
      for (auto& field : fields_) {
        if (field.tag == tag) {
          if (!trim(field.value).empty()) {
            use(field.tag, field.value);
          }
          field.tag.clear();
        }
      }
    }
  }

  // "Doe, J.; Roe, R." in one line is two people; a body of ours had its commas turned into semicolons.
  static void add_author(ReferenceBuilder& builder, bool ours, const std::string& tag, const std::string& value) {
    const auto parts = split(value, ';');
    const bool several = parts.size() > 1 && std::all_of(parts.begin(), parts.end(),
                                                         [](const std::string& part) { return part.find(',') != std::string::npos || trim(part).empty(); });
    if (several) {
      for (const auto& part : parts) {
        builder.author(tag, part);
      }
      return;
    }
    auto name = value;
    if (ours) {
      std::replace(name.begin(), name.end(), ';', ',');
    }
    builder.author(tag, name);
  }

  void place_venue(ReferenceBuilder& builder) {
    const auto place = [&](const std::string& tag, const std::string& value) { builder.venue(tag, value); };
    if (builder.type().empty()) {
      each({"T2", "PB", "JO", "JF"}, place);
    } else if (source_type(builder.type()).ris_venue == "PB") {
      each({"PB", "T2"}, place);
    } else {
      each({"T2", "JF", "JO", "BT"}, place);
      if (!builder.has_venue()) {
        each({"JA", "J2", "J1"}, place);
      }
    }
  }

  void place_rest(ReferenceBuilder& builder) {
    each({"VL"}, [&](const auto& tag, const auto& value) { builder.volume(tag, value); });
    each({"IS", "CP"}, [&](const auto& tag, const auto& value) { builder.issue(tag, value); });
    if (builder.type() == "article" && !builder.has_issue()) {
      each({"M1"}, [&](const auto& tag, const auto& value) { builder.issue(tag, value); });
    }
    each({"SP"}, [&](const auto& tag, const auto& value) { builder.pages(tag, value); });
    each({"EP"}, [&](const auto& tag, const auto& value) { builder.has_pages() ? builder.last_page(tag, value) : builder.pages(tag, value); });
    if (!builder.has_pages()) {
      each({"C7"}, [&](const auto& tag, const auto& value) { builder.pages(tag, value); });
    }
    each({"DO", "DI"}, [&](const auto& tag, const auto& value) { builder.doi(tag, value); });
    each({"UR"}, [&](const auto& tag, const auto& value) { builder.url(tag, value); });
    each({"M3"}, [&](const auto& tag, const auto& value) {
      if (!builder.has_doi() && value.find("10.") != std::string::npos && value.find('/') != std::string::npos) {
        builder.doi(tag, value);
      } else {
        builder.genre(tag, value);
      }
    });
    each({"AB", "N2"}, [&](const auto& tag, const auto& value) { builder.abstract(tag, value); });
    each({"KW"}, [&](const auto& tag, const auto& value) { builder.keyword(tag, value); });
    each({"N1"}, [&](const auto& tag, const auto& value) { builder.note(tag, value); });
    // Of the program that wrote the file, or said in full already.
    each({"ID", "Y2", "DB", "DP", "ER", "L1", "L4", "J1", "J2", "JA"}, [](const auto&, const auto&) {});
  }

  void finish() {
    open_ = false;
    ++seen_;
    const auto ris = upper(trim(fields_.front().value));
    std::string label;
    each({"TY"}, [](const auto&, const auto&) {});
    for (const auto& field : fields_) {
      label = field.tag == "ID" && label.empty() ? std::string(trim(field.value)) : label;
    }
    ReferenceBuilder builder(line_, label);
    builder.type(type_of_ris(ris));
    if (builder.type().empty()) {
      builder.unmapped("TY", ris);
    }
    const bool ours = std::any_of(fields_.begin(), fields_.end(), [](const Field& field) { return field.tag == "DB" && trim(field.value) == "Whatworks"; });
    each({"TI", "T1", "CT"}, [&](const auto& tag, const auto& value) { builder.title(tag, value); });
    if (!builder.has_title()) {
      each({"BT", "ST"}, [&](const auto& tag, const auto& value) { builder.title(tag, value); });
    }
    each({"ST"}, [](const auto&, const auto&) {});
    each({"AU", "A1"}, [&](const auto& tag, const auto& value) { add_author(builder, ours, tag, value); });
    each({"A2", "ED"}, [&](const auto& tag, const auto& value) { builder.editor(tag, value); });
    each({"PY", "Y1", "DA"}, [&](const auto& tag, const auto& value) { builder.date(tag, value); });
    place_venue(builder);
    place_rest(builder);
    for (const auto& field : fields_) {
      if (!field.tag.empty()) {
        builder.unmapped(field.tag, field.value);
      }
    }
    fields_.clear();
    said_many_ = false;
    full_ = !sink_.take(builder.finish());
  }

  std::string_view text_;
  const ImportSink& sink_;
  std::vector<Field> fields_;
  bool open_ = false;
  bool full_ = false;
  bool said_many_ = false;
  int line_ = 1;
  int said_outside_ = -1;
  int seen_ = 0;
};

}  // namespace

void read_ris(std::string_view text, const ImportSink& sink) { RisReader(text, sink).read(); }

}  // namespace whatworks
