// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <set>

#include "core/text.h"
#include "import_text.h"
#include "reference_builder.h"
#include "source_types.h"

namespace whatworks {
namespace {

// The text of an element with all that it holds, whatever formatting; by a stack, since it may be nested by the thousand.
std::string text_of(const pugi::xml_node& root) {
  std::string out;
  for (auto node = root; node;) {
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
      out += node.value();
    }
    if (node.first_child()) {
      node = node.first_child();
      continue;
    }
    while (node && node != root && !node.next_sibling()) {
      node = node.parent();
    }
    node = !node || node == root ? pugi::xml_node() : node.next_sibling();
  }
  return out;
}

bool is_name_end(std::string_view text, std::size_t at) noexcept {
  return at >= text.size() || text[at] == '>' || text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '/';
}

// Finds the elements that hold a reference each, without reading them: what is broken or cut off spoils no other, each is bounded, and its line is known.
class ElementFinder {
 public:
  ElementFinder(std::string_view text, std::vector<std::string_view> names) : text_(text), names_(std::move(names)) {}

  struct Element {
    std::size_t begin;
    std::size_t end;
    bool whole;
  };

  std::optional<Element> next() {
    for (;;) {
      at_ = text_.find('<', at_);
      if (at_ == std::string_view::npos) {
        return std::nullopt;
      }
      if (skip_other()) {
        continue;
      }
      for (const auto name : names_) {
        if (text_.substr(at_ + 1).starts_with(name) && is_name_end(text_, at_ + 1 + name.size())) {
          return take(name);
        }
      }
      ++at_;
    }
  }

 private:
  bool skip_until(std::string_view start, std::string_view end) {
    if (!text_.substr(at_).starts_with(start)) {
      return false;
    }
    const auto found = text_.find(end, at_ + start.size());
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
    return true;
  }
  bool skip_other() { return skip_until("<!--", "-->") || skip_until("<![CDATA[", "]]>"); }

  Element take(std::string_view name) {
    const auto begin = at_;
    const auto open = '<' + std::string(name);
    const auto close = "</" + std::string(name);
    for (++at_;; ++at_) {
      at_ = text_.find('<', at_);
      if (at_ == std::string_view::npos) {
        at_ = text_.size();
        return {begin, at_, false};
      }
      const auto rest = text_.substr(at_);
      if (rest.starts_with(close) && is_name_end(rest, close.size())) {
        at_ = std::min(text_.find('>', at_), text_.size() - 1) + 1;
        return {begin, at_, true};
      }
      if (rest.starts_with(open) && is_name_end(rest, open.size())) {
        return {begin, at_, false};  // the next begins before this one ends
      }
      if (skip_other()) {
        --at_;
      }
    }
  }

  std::string_view text_;
  std::vector<std::string_view> names_;
  std::size_t at_ = 0;
};

template <typename Place>
void read_elements(std::string_view text, std::vector<std::string_view> names, const ImportSink& sink, const Place& place) {
  ElementFinder elements(text, std::move(names));
  LineCounter lines(text);
  while (const auto found = elements.next()) {
    sink.progress(found->begin);
    const int line = lines.line_at(found->begin);
    const auto source = text.substr(found->begin, found->end - found->begin);
    if (!found->whole) {
      sink.error(line, "xml-cut-off", "this reference is not closed",
                 found->end == text.size() ? "the file may have been cut off; export it again" : "export the file again");
      continue;
    }
    if (source.size() > kLargestReference) {
      sink.error(line, "too-large", fmt::format("this reference holds {} bytes, more than the limit of {}", source.size(), kLargestReference), "shorten it");
      continue;
    }
    pugi::xml_document document;
    const auto parsed = document.load_buffer(source.data(), source.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
    if (!parsed) {
      const auto at = std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)), source.size());
      sink.error(line + static_cast<int>(std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(at), '\n')), "xml-syntax",
                 "this reference is no XML here", "export the file again");
      continue;
    }
    if (!sink.take(place(document.document_element(), line))) {
      return;
    }
  }
}

// Looks at the children of an element one by one, and lists those that nobody asked for.
class Children {
 public:
  Children(const pugi::xml_node& parent, ReferenceBuilder& builder) : parent_(parent), builder_(builder) {}

  template <typename Use>
  void each(std::string_view name, const Use& use) {
    used_.insert(std::string(name));
    for (const auto& child : parent_.children()) {
      if (child.name() == name) {
        use(child);
      }
    }
  }

  void pass_over(std::initializer_list<const char*> names) { used_.insert(names.begin(), names.end()); }

  void list_rest() {
    for (const auto& child : parent_.children()) {
      if (child.type() == pugi::node_element && !used_.contains(child.name())) {
        builder_.unmapped(child.name(), spaced_text(child));
      }
    }
  }

 private:
  // With semicolons between the texts of a list's entries.
  static std::string spaced_text(const pugi::xml_node& node) {
    std::string out;
    for (const auto& child : node.children()) {
      const auto text = std::string(trim(text_of(child)));
      out += (out.empty() || text.empty() ? "" : "; ") + text;
    }
    return out;
  }

  pugi::xml_node parent_;
  ReferenceBuilder& builder_;
  std::set<std::string> used_;
};

struct TypeRow {
  std::string_view endnote;  // in lower case
  std::string_view type;
};

constexpr auto kEndnoteTypes = std::to_array<TypeRow>({
    {"journal article", "article"},
    {"electronic article", "article"},
    {"magazine article", "article"},
    {"newspaper article", "article"},
    {"report", "report"},
    {"government document", "report"},
    {"government report or document", "report"},
    {"standard", "report"},
    {"thesis", "thesis"},
    {"book section", "chapter"},
    {"electronic book section", "chapter"},
    {"book chapter", "chapter"},
    {"encyclopedia", "chapter"},
    {"book", "book"},
    {"edited book", "book"},
    {"electronic book", "book"},
    {"conference paper", "conference-paper"},
    {"conference proceedings", "conference-paper"},
    {"unpublished work", "preprint"},
    {"manuscript", "preprint"},
    {"web page", "web-page"},
    {"blog", "web-page"},
    {"dataset", "dataset"},
    {"online database", "dataset"},
    {"aggregated database", "dataset"},
    {"statute", "legislation"},
    {"bill", "legislation"},
    {"legal rule or regulation", "legislation"},
});

ImportedReference place_endnote(const pugi::xml_node& record, int line) {
  ReferenceBuilder builder(line, text_of(record.child("rec-number")));
  Children fields(record, builder);
  std::string_view written;
  fields.each("ref-type", [&](const auto& node) { written = node.attribute("name").value(); });
  const auto folded = fold(written);
  const auto row = std::find_if(kEndnoteTypes.begin(), kEndnoteTypes.end(), [&](const TypeRow& candidate) { return candidate.endnote == folded; });
  builder.type(row == kEndnoteTypes.end() ? std::string_view() : row->type);
  if (builder.type().empty()) {
    builder.unmapped("ref-type", written);
  }
  fields.each("contributors", [&](const auto& contributors) {
    for (const auto& list : contributors.children()) {
      const std::string_view role = list.name();
      for (const auto& author : list.children()) {
        const auto name = text_of(author);
        role == "authors" ? builder.author(role, name) : role == "secondary-authors" ? builder.editor(role, name) : builder.unmapped(role, name);
      }
    }
  });
  const bool by_publisher = !builder.type().empty() && source_type(builder.type()).csl_venue == "publisher";
  if (by_publisher) {
    fields.each("publisher", [&](const auto& node) { builder.venue("publisher", text_of(node)); });
  }
  fields.each("titles", [&](const auto& titles) {
    Children parts(titles, builder);
    parts.each("title", [&](const auto& node) { builder.title("title", text_of(node)); });
    if (builder.type() != "book") {
      parts.each("secondary-title", [&](const auto& node) { builder.venue("secondary-title", text_of(node)); });
    }
    parts.pass_over({"short-title"});
    parts.list_rest();
  });
  fields.each("periodical", [&](const auto& node) {
    Children parts(node, builder);
    parts.each("full-title", [&](const auto& title) { builder.venue("periodical", text_of(title)); });
    parts.pass_over({"abbr-1", "abbr-2", "abbr-3"});
    parts.list_rest();
  });
  if (builder.type().empty()) {
    fields.each("publisher", [&](const auto& node) { builder.venue("publisher", text_of(node)); });
  }
  fields.each("dates", [&](const auto& dates) {
    Children parts(dates, builder);
    parts.each("year", [&](const auto& node) { builder.date("year", text_of(node)); });
    parts.pass_over({"pub-dates"});
    parts.list_rest();
  });
  fields.each("volume", [&](const auto& node) { builder.volume("volume", text_of(node)); });
  fields.each("number", [&](const auto& node) { builder.issue("number", text_of(node)); });
  fields.each("pages", [&](const auto& node) { builder.pages("pages", text_of(node)); });
  fields.each("electronic-resource-num", [&](const auto& node) { builder.doi("electronic-resource-num", text_of(node)); });
  fields.each("urls", [&](const auto& urls) {
    Children parts(urls, builder);
    for (const auto* kind : {"related-urls", "web-urls"}) {
      parts.each(kind, [&](const auto& list) {
        for (const auto& node : list.children("url")) {
          builder.url("url", text_of(node));
        }
      });
    }
    parts.pass_over({"pdf-urls"});  // files on the computer of whoever exported it
    parts.list_rest();
  });
  fields.each("abstract", [&](const auto& node) { builder.abstract("abstract", text_of(node)); });
  fields.each("keywords", [&](const auto& list) {
    for (const auto& node : list.children("keyword")) {
      builder.keyword("keyword", text_of(node));
    }
  });
  fields.each("work-type", [&](const auto& node) { builder.genre("work-type", text_of(node)); });
  fields.pass_over(
      {"database", "source-app", "rec-number", "foreign-keys", "access-date", "remote-database-provider", "remote-database-name", "electronic-resource"});
  fields.list_rest();
  return builder.finish();
}

void place_authors(const pugi::xml_node& list, ReferenceBuilder& builder) {
  const std::string_view kind = list.attribute("Type").value();
  for (const auto& author : list.children("Author")) {
    const auto collective = text_of(author.child("CollectiveName"));
    const auto given = author.child("ForeName") ? text_of(author.child("ForeName")) : text_of(author.child("Initials"));
    const auto family = text_of(author.child("LastName"));
    if (kind == "editors") {
      builder.editor("AuthorList", collective.empty() ? std::string(family).append(", ").append(given) : collective);
    } else if (!collective.empty()) {
      builder.author("AuthorList", collective);
    } else {
      builder.person("AuthorList", family, given, text_of(author.child("Suffix")));
    }
  }
  if (std::string_view(list.attribute("CompleteYN").value()) == "N") {
    builder.unmapped("AuthorList", "more authors than the list holds");
  }
}

void place_journal(const pugi::xml_node& journal, ReferenceBuilder& builder) {
  Children fields(journal, builder);
  fields.each("Title", [&](const auto& node) { builder.venue("Title", text_of(node)); });
  if (!journal.child("Title")) {
    fields.each("ISOAbbreviation", [&](const auto& node) { builder.venue("ISOAbbreviation", text_of(node)); });
  }
  fields.pass_over({"ISOAbbreviation"});
  fields.each("JournalIssue", [&](const auto& issue) {
    Children parts(issue, builder);
    parts.each("Volume", [&](const auto& node) { builder.volume("Volume", text_of(node)); });
    parts.each("Issue", [&](const auto& node) { builder.issue("Issue", text_of(node)); });
    parts.each("PubDate",
               [&](const auto& node) { builder.date("PubDate", node.child("Year") ? text_of(node.child("Year")) : text_of(node.child("MedlineDate"))); });
    parts.list_rest();
  });
  fields.list_rest();
}

void place_article(const pugi::xml_node& article, ReferenceBuilder& builder) {
  Children fields(article, builder);
  fields.each("ArticleTitle", [&](const auto& node) {
    auto title = text_of(node);
    if (title.ends_with('.')) {
      title.pop_back();  // PubMed ends every title so
    }
    builder.title("ArticleTitle", title);
  });
  fields.each("VernacularTitle", [&](const auto& node) { builder.title("VernacularTitle", text_of(node)); });
  fields.each("AuthorList", [&](const auto& node) { place_authors(node, builder); });
  fields.each("Journal", [&](const auto& node) { place_journal(node, builder); });
  fields.each("ArticleDate", [&](const auto& node) { builder.date("ArticleDate", text_of(node.child("Year"))); });
  fields.each("Pagination", [&](const auto& node) {
    if (node.child("StartPage")) {
      builder.pages("Pagination", text_of(node.child("StartPage")));
      if (node.child("EndPage")) {
        builder.last_page("Pagination", text_of(node.child("EndPage")));
      }
    } else {
      builder.pages("Pagination", text_of(node.child("MedlinePgn")));
    }
  });
  fields.each("ELocationID", [&](const auto& node) {
    const std::string_view kind = node.attribute("EIdType").value();
    if (kind == "doi") {
      builder.doi("ELocationID", text_of(node));
    } else if (!builder.has_pages()) {
      builder.unmapped("ELocationID", text_of(node));
    }
  });
  fields.each("Abstract", [&](const auto& node) {
    for (const auto& part : node.children("AbstractText")) {
      const std::string label = part.attribute("Label").value();
      builder.abstract_paragraph((label.empty() ? "" : label + ": ") + text_of(part));
    }
  });
  fields.each("PublicationTypeList", [&](const auto& list) {
    for (const auto& node : list.children()) {
      const auto name = std::string(trim(text_of(node)));
      const auto folded = fold(name);
      if (folded == "systematic review" || folded == "meta-analysis" || folded == "review") {
        builder.says_review();
      } else if (folded != "journal article") {
        builder.unmapped("PublicationType", name);
      }
    }
  });
  fields.pass_over({"PMID", "Book", "ArticleIdList"});  // of a book, whose other fields are the same
  fields.list_rest();
}

void place_keywords(Children& fields, ReferenceBuilder& builder) {
  fields.each("KeywordList", [&](const auto& list) {
    for (const auto& node : list.children("Keyword")) {
      builder.keyword("Keyword", text_of(node));
    }
  });
}

// A chapter of a book at the National Library, or the book.
ImportedReference place_book(const pugi::xml_node& document, ReferenceBuilder& builder) {
  const bool chapter = document.child("ArticleTitle");
  const auto book = document.child("Book");
  builder.type(chapter ? "chapter" : "book");
  place_article(document, builder);
  Children fields(book, builder);
  fields.each("BookTitle", [&](const auto& node) { chapter ? builder.venue("BookTitle", text_of(node)) : builder.title("BookTitle", text_of(node)); });
  fields.each("Publisher", [&](const auto& node) {
    chapter ? builder.unmapped("Publisher", text_of(node)) : builder.venue("Publisher", text_of(node.child("PublisherName")));
  });
  fields.each("PubDate", [&](const auto& node) { builder.date("PubDate", text_of(node.child("Year"))); });
  fields.each("AuthorList", [&](const auto& node) { place_authors(node, builder); });
  fields.list_rest();
  return builder.finish();
}

// A PubmedArticle, a PubmedBookArticle, or a MedlineCitation alone.
ImportedReference place_pubmed(const pugi::xml_node& root, int line) {
  const auto citation = std::string_view(root.name()) == "MedlineCitation" ? root : root.child("MedlineCitation");
  const auto book = root.child("BookDocument");
  const auto pmid = std::string(trim(text_of((book ? book : citation).child("PMID"))));
  ReferenceBuilder builder(line, pmid.empty() ? std::string() : "PMID " + pmid);
  if (!pmid.empty() && pmid.find_first_not_of("0123456789") == std::string::npos) {
    builder.url("PMID", "https://pubmed.ncbi.nlm.nih.gov/" + pmid + "/");
  }
  if (book) {
    return place_book(book, builder);
  }
  builder.type("article");
  Children fields(citation, builder);
  fields.each("Article", [&](const auto& node) { place_article(node, builder); });
  place_keywords(fields, builder);
  fields.pass_over({"PMID", "DateCompleted", "DateRevised", "DateCreated", "MedlineJournalInfo", "CitationSubset"});
  fields.list_rest();
  for (const auto& node : root.child("PubmedData").child("ArticleIdList").children("ArticleId")) {
    if (std::string_view(node.attribute("IdType").value()) == "doi") {
      builder.doi("ArticleId", text_of(node));
    }
  }
  if (root.child("PubmedData").child("ReferenceList")) {
    builder.unmapped("ReferenceList", "the works that it cites");
  }
  return builder.finish();
}

}  // namespace

void read_endnote_xml(std::string_view text, const ImportSink& sink) { read_elements(text, {"record"}, sink, place_endnote); }

void read_pubmed_xml(std::string_view text, const ImportSink& sink) {
  const bool bare = text.find("<PubmedArticle>") == std::string_view::npos && text.find("<PubmedBookArticle>") == std::string_view::npos &&
                    text.find("<PubmedArticle ") == std::string_view::npos;
  read_elements(text, bare ? std::vector<std::string_view>{"MedlineCitation"} : std::vector<std::string_view>{"PubmedArticle", "PubmedBookArticle"}, sink,
                place_pubmed);
}

}  // namespace whatworks
