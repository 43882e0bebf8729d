// SPDX-License-Identifier: GPL-3.0-or-later
#include "import_format.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace whatworks {
namespace {

constexpr std::string_view kExportAgain = "export the references as RIS, BibTeX, CSL JSON, EndNote XML or PubMed XML, and import that file";

struct Sign {
  std::string_view start;
  std::string_view is;
  std::string_view hint = kExportAgain;
};

constexpr auto kBinary = std::to_array<Sign>({
    {"PK\x03\x04", "a ZIP archive (a Word or Excel document is one, too)", "unpack it, and import the file of references that it holds"},
    {"PK\x05\x06", "an empty ZIP archive"},
    {"\x1F\x8B", "a gzip archive", "unpack it first"},
    {"BZh", "a bzip2 archive", "unpack it first"},
    {"7z\xBC\xAF", "a 7-Zip archive", "unpack it first"},
    {"Rar!", "a RAR archive", "unpack it first"},
    {"%PDF", "a PDF", "drop it into Zotero or another reference manager, which finds its reference, and export that as RIS"},
    {"\xD0\xCF\x11\xE0", "an old Word or Excel document"},
    {"SQLite format 3", "a database", "it may be Zotero's own: in Zotero choose File, Export Library, RIS"},
    {"\x89PNG", "a picture"},
    {"\xFF\xD8\xFF", "a picture"},
});

// Other forms of text, by how their first line starts in lower case.
constexpr auto kOtherText = std::to_array<Sign>({
    {"{\\rtf", "a Rich Text document"},
    {"pmid- ", "PubMed's text format", "on PubMed choose Save, and the format XML or RIS"},
    {"%0 ", "EndNote's tagged format", "in EndNote choose the output style RefMan (RIS) Export, or XML"},
    {"fn ", "Web of Science's own format", "on Web of Science choose Export, RIS"},
    {"---", "a record in Markdown", "that needs no import: check it with whatworks-indexer check"},
});

constexpr auto kOtherXml = std::to_array<Sign>({
    {"<html", "a web page", "it is the page that shows the references: look for Export or Cite on it, and choose RIS"},
    {"<!doctype html", "a web page", "it is the page that shows the references: look for Export or Cite on it, and choose RIS"},
    {"<mods", "MODS XML"},
    {"<rdf:rdf", "RDF", "in Zotero choose the format RIS"},
    {"<b:sources", "Word's own list of sources"},
});

std::string_view first_line(std::string_view text) noexcept { return text.substr(0, text.find('\n')); }

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "TY  - JOUR", whatever the case and the spaces.
bool is_ris_start(std::string_view line) {
  line = trim(line);
  if (line.size() < 4 || fold(line.substr(0, 2)) != "ty") {
    return false;
  }
  line = trim(line.substr(2));
  return line.starts_with('-');
}

// "@article{", "@book (".
bool is_bibtex_start(std::string_view line) {
  line = trim(line);
  if (!line.starts_with('@')) {
    return false;
  }
  const auto end = static_cast<std::size_t>(std::find_if_not(line.begin() + 1, line.end(), is_letter) - line.begin());
  const auto rest = trim(line.substr(end));
  return end > 1 && (rest.starts_with('{') || rest.starts_with('(') || rest.empty());
}

tl::unexpected<Error> refuse(std::string_view file_name, const Sign& sign) {
  return failure(ErrorCode::bad_input, std::string(file_name) + " is " + std::string(sign.is) + ", not a file of references", std::string(sign.hint));
}

Result<ImportFormat> detect_xml(std::string_view text, std::string_view file_name) {
  constexpr std::size_t kHead = 8192;
  const auto head = fold(text.substr(0, kHead));
  const auto has = [&](std::string_view element) { return head.find(element) != std::string::npos; };
  for (const auto& sign : kOtherXml) {
    if (has(sign.start)) {
      return refuse(file_name, sign);
    }
  }
  if (has("<pubmedarticle") || has("<pubmedbookarticle") || has("<medlinecitation")) {
    return ImportFormat::pubmed_xml;
  }
  if (has("<records") || has("<record>") || has("<record ")) {
    return ImportFormat::endnote_xml;
  }
  return refuse(file_name, {"<", "XML of a kind that is not known here"});
}

}  // namespace

std::string_view import_format_label(ImportFormat format) noexcept {
  switch (format) {
    case ImportFormat::ris: return "RIS";
    case ImportFormat::bibtex: return "BibTeX";
    case ImportFormat::csl_json: return "CSL JSON";
    case ImportFormat::endnote_xml: return "EndNote XML";
    case ImportFormat::pubmed_xml: return "PubMed XML";
  }
  return "RIS";
}

Status check_is_text(std::string_view bytes, std::string_view file_name) {
  for (const auto& sign : kBinary) {
    if (bytes.starts_with(sign.start)) {
      return refuse(file_name, sign);
    }
  }
  return {};
}

Result<ImportFormat> detect_import_format(std::string_view text, std::string_view file_name) {
  const auto start = trim(text);
  if (start.empty()) {
    return failure(ErrorCode::bad_input, std::string(file_name) + " is empty", std::string(kExportAgain));
  }
  if (start.front() == '<') {
    return detect_xml(start, file_name);
  }
  const auto folded = fold(first_line(start).substr(0, 100));
  for (const auto& sign : kOtherText) {
    if (folded.starts_with(sign.start)) {
      return refuse(file_name, sign);
    }
  }
  const auto second = start.front() == '{' || start.front() == '[' ? start.find_first_not_of(" \n\t", 1) : std::string_view::npos;
  if (second != std::string_view::npos && std::string_view("{\"]}").find(start[second]) != std::string_view::npos) {
    return ImportFormat::csl_json;
  }
  for (auto rest = start; !rest.empty();) {
    const auto line = first_line(rest);
    if (is_ris_start(line)) {
      return ImportFormat::ris;
    }
    if (is_bibtex_start(line)) {
      return ImportFormat::bibtex;
    }
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  }
  return refuse(file_name, {"", "text without a reference in a form that is known here"});
}

}  // namespace whatworks
