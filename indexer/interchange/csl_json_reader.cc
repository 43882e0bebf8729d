// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"
#include "import_text.h"
#include "reference_builder.h"
#include "source_types.h"

namespace whatworks {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kDeepest = 50;  // references need five

struct TypeRow {
  std::string_view csl;
  std::string_view type;
};

// Besides those that we write.
constexpr auto kTypes = std::to_array<TypeRow>({{"article-magazine", "article"},
                                                {"article-newspaper", "article"},
                                                {"review", "article"},
                                                {"periodical", "article"},
                                                {"standard", "report"},
                                                {"entry-encyclopedia", "chapter"},
                                                {"entry-dictionary", "chapter"},
                                                {"entry", "chapter"},
                                                {"collection", "book"},
                                                {"classic", "book"},
                                                {"manuscript", "preprint"},
                                                {"speech", "conference-paper"},
                                                {"post", "web-page"},
                                                {"post-weblog", "web-page"},
                                                {"bill", "legislation"},
                                                {"regulation", "legislation"}});

std::string_view type_of_csl(std::string_view csl) {
  for (const auto& row : source_types()) {
    if (row.csl == csl) {
      return row.type;
    }
  }
  const auto found = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& row) { return row.csl == csl; });
  return found == kTypes.end() ? std::string_view() : found->type;
}

// A text or a number as text; what is neither as JSON.
std::string text_of(const ordered_json& value) {
  if (value.is_string()) {
    return value.get<std::string>();
  }
  return value.is_null() ? std::string() : value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string text_at(const ordered_json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? std::string() : text_of(*found);
}

// "van der Laan, Peter, Jr.", or the name of a body.
std::string name_of(const ordered_json& name) {
  if (!name.is_object()) {
    return text_of(name);
  }
  if (auto literal = text_at(name, "literal"); !literal.empty()) {
    return literal;
  }
  std::string family;
  for (const auto* key : {"dropping-particle", "non-dropping-particle", "family"}) {
    if (const auto part = text_at(name, key); !part.empty()) {
      family += (family.empty() || family.ends_with('\'') ? "" : " ") + part;
    }
  }
  const auto given = text_at(name, "given");
  const auto suffix = text_at(name, "suffix");
  return given.empty() ? family : (family.empty() ? given : family + ", " + given + (suffix.empty() ? "" : ", " + suffix));
}

std::string date_of(const ordered_json& date) {
  if (date.is_object()) {
    if (const auto parts = date.find("date-parts");
        parts != date.end() && parts->is_array() && !parts->empty() && (*parts)[0].is_array() && !(*parts)[0].empty()) {
      return text_of((*parts)[0][0]);
    }
    for (const auto* key : {"raw", "literal"}) {
      if (auto text = text_at(date, key); !text.empty()) {
        return text;
      }
    }
  }
  return text_of(date);
}

ImportedReference place_item(const ordered_json& item, int line) {
  ReferenceBuilder builder(line, text_at(item, "id"));
  std::set<std::string> used{"id", "citation-key", "accessed", "source", "title-short", "shortTitle"};
  const auto use = [&](const char* key, const auto& action) {
    used.insert(key);
    if (const auto found = item.find(key); found != item.end() && !found->is_null()) {
      action(*found);
    }
  };
  const auto text = [&](const char* key, auto(ReferenceBuilder::*place)(std::string_view, std::string_view)->void) {
    use(key, [&](const ordered_json& value) { (builder.*place)(key, text_of(value)); });
  };
  const auto csl = text_at(item, "type");
  used.insert("type");
  builder.type(type_of_csl(csl));
  if (builder.type().empty()) {
    builder.unmapped("type", csl);
  }
  if (text_at(item, "source") == "Whatworks") {
    builder.exported_by_us();
  } else {
    used.erase("source");
  }
  text("title", &ReferenceBuilder::title);
  const auto names = [&](const char* key, auto(ReferenceBuilder::*place)(std::string_view, std::string_view)->void) {
    use(key, [&](const ordered_json& value) {
      if (!value.is_array()) {
        (builder.*place)(key, text_of(value));
        return;
      }
      for (const auto& name : value) {
        (builder.*place)(key, name_of(name));
      }
    });
  };
  names("author", &ReferenceBuilder::author);
  names("editor", &ReferenceBuilder::editor);
  use("issued", [&](const ordered_json& value) { builder.date("issued", date_of(value)); });
  const bool in_container = !builder.type().empty() && source_type(builder.type()).csl_venue == "container-title";
  if (in_container) {
    text("container-title", &ReferenceBuilder::venue);
  } else {
    text("publisher", &ReferenceBuilder::venue);
    if (builder.type() != "book") {
      text("container-title", &ReferenceBuilder::venue);
    }
  }
  text("genre", &ReferenceBuilder::genre);
  text("volume", &ReferenceBuilder::volume);
  text("issue", &ReferenceBuilder::issue);
  text("page", &ReferenceBuilder::pages);
  if (!builder.has_pages() && builder.type() == "article") {
    text("number", &ReferenceBuilder::pages);
  }
  text("DOI", &ReferenceBuilder::doi);
  text("URL", &ReferenceBuilder::url);
  text("abstract", &ReferenceBuilder::abstract);
  text("note", &ReferenceBuilder::note);
  use("keyword", [&](const ordered_json& value) {
    for (const auto& keyword : value.is_array() ? std::vector<ordered_json>(value.begin(), value.end()) : std::vector<ordered_json>{value}) {
      const auto words = text_of(keyword);
      for (const auto& word : split(words, words.find(';') == std::string::npos ? ',' : ';')) {
        builder.keyword("keyword", word);
      }
    }
  });
  for (const auto& [key, value] : item.items()) {
    if (!used.contains(key)) {
      builder.unmapped(key, text_of(value));
    }
  }
  return builder.finish();
}

// Finds the objects of a list without reading them, so that one that is broken, or the end that is missing, spoils no other, and a hostile one is bounded.
class ItemFinder {
 public:
  explicit ItemFinder(std::string_view text) : text_(text), at_(std::min(text.find_first_of("[{"), text.size())) {
    // {"items": […]} as some programs have it.
    if (at_ < text_.size() && text_[at_] == '{') {
      const auto list = text_.find_first_not_of(" \n\t", at_ + 1);
      const auto items = list != std::string_view::npos && text_.substr(list).starts_with("\"items\"") ? text_.find('[', list) : std::string_view::npos;
      at_ = items == std::string_view::npos ? at_ : items + 1;
    }
  }

  struct Item {
    std::size_t begin;
    std::size_t end;
    bool whole;
    std::size_t depth;  // how deep lists and objects lie in each other
  };

  std::optional<Item> next() {
    at_ = text_.find('{', at_);
    if (at_ == std::string_view::npos) {
      at_ = text_.size();
      return std::nullopt;
    }
    const auto begin = at_;
    std::size_t depth = 0;
    std::size_t deepest = 0;
    bool in_text = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (in_text) {
        at_ += c == '\\' ? 1 : 0;
        in_text = c != '"';
      } else if (c == '"') {
        in_text = true;
      } else if (c == '{' || c == '[') {
        deepest = std::max(deepest, ++depth);
      } else if ((c == '}' || c == ']') && --depth == 0) {
        ++at_;
        return Item{begin, at_, true, deepest};
      }
    }
    at_ = text_.size();
    return Item{begin, at_, false, deepest};
  }

  // Whether nothing but the end of the list follows the last item.
  [[nodiscard]] bool is_closed() const {
    const auto whole = trim(text_);
    return whole.ends_with(']') || whole.ends_with('}');
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

}  // namespace

void read_csl_json(std::string_view text, const ImportSink& sink) {
  ItemFinder items(text);
  LineCounter lines(text);
  while (const auto found = items.next()) {
    sink.progress(found->begin);
    const int line = lines.line_at(found->begin);
    if (!found->whole) {
      sink.error(line, "json-cut-off", "the file ends inside of this reference", "it may have been cut off; export it again");
      return;
    }
    const auto source = text.substr(found->begin, found->end - found->begin);
    if (found->depth > kDeepest || source.size() > kLargestReference) {
      sink.error(line, "too-large", "this reference is too large, or its lists lie too deep in each other", "shorten it");
      continue;
    }
    try {
      const auto item = ordered_json::parse(source);
      if (!sink.take(place_item(item, line))) {
        return;
      }
    } catch (const ordered_json::parse_error& error) {
      const auto at = std::min<std::size_t>(error.byte == 0 ? 0 : error.byte - 1, source.size());
      sink.error(line + static_cast<int>(std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(at), '\n')), "json-syntax",
                 "this reference is no JSON here", "export the file again, or look for a comma or a quotation mark that is missing");
    }
  }
  if (!items.is_closed()) {
    sink.error(lines.line_at(text.size()), "json-cut-off", "the list of references has no end: the file may have been cut off", "export it again");
  }
}

}  // namespace whatworks
