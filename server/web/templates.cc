// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/templates.h"

#include <kainjow/mustache.hpp>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/text.h"

namespace whatworks {
namespace {

namespace mustache = kainjow::mustache;
using nlohmann::ordered_json;

constexpr std::size_t kTemplateSizeLimit = 256 * 1024;
constexpr int kDeepestPart = 8;

// The library takes only copies of lists and keeps each in a box of its own: copying at every level costs more than rendering.
// Its lists are made without const, so that moving into them is allowed.
void append(mustache::data& list, mustache::data item) { const_cast<mustache::list&>(list.list_value()).push_back(std::move(item)); }

mustache::data to_data(const ordered_json& value) {
  switch (value.type()) {
    case ordered_json::value_t::object: {
      mustache::data out{mustache::data::type::object};
      for (const auto& [key, member] : value.items()) {
        out[key] = to_data(member);
      }
      return out;
    }
    case ordered_json::value_t::array: {
      mustache::data out{mustache::data::type::list};
      for (const auto& item : value) {
        append(out, to_data(item));
      }
      return out;
    }
    case ordered_json::value_t::string: {
      const auto& text = value.get_ref<const std::string&>();
      return text.empty() ? mustache::data{false} : mustache::data{text};
    }
    case ordered_json::value_t::boolean: return mustache::data{value.get<bool>()};
    case ordered_json::value_t::null:
    case ordered_json::value_t::discarded: return mustache::data{false};
    default: return mustache::data{value.dump()};
  }
}

// Indentation is for those who write templates; readers of the page would pay for it.
std::string without_indentation(std::string_view text) {
  std::string out;
  for (const auto& line : split(text, '\n')) {
    const auto content = trim(line);
    if (!content.empty()) {
      out += content;
      out += '\n';
    }
  }
  return out;
}

using Sources = std::map<std::string, std::string, std::less<>>;

// The library parses a part again whenever it is met, so parts are put in before.
Result<std::string> expand_parts(const Sources& sources, const std::string& name, int depth) {
  const auto found = sources.find(name);
  if (found == sources.end()) {
    return failure(ErrorCode::bad_input, "there is no template " + name + ".mustache");
  }
  if (depth > kDeepestPart) {
    return failure(ErrorCode::bad_input, "the template " + name + ".mustache holds itself, or parts within parts too deep");
  }
  const std::string_view text = found->second;
  std::string out;
  std::size_t position = 0;
  for (;;) {
    const auto begin = text.find("{{>", position);
    if (begin == std::string_view::npos) {
      return out.append(text.substr(position));
    }
    const auto end = text.find("}}", begin);
    if (end == std::string_view::npos) {
      return failure(ErrorCode::bad_input, "a {{> in the template " + name + ".mustache is not closed");
    }
    auto part = expand_parts(sources, std::string(trim(text.substr(begin + 3, end - begin - 3))), depth + 1);
    if (!part) {
      return part;
    }
    out.append(text.substr(position, begin - position)).append(trim(*part));
    position = end + 2;
  }
}

}  // namespace

class Templates::Implementation {
 public:
  Sources expanded;
  std::string digest;

  // Rendering changes a parsed template (it notes errors inside), so that each is used by one thread at a time; there are never more
  // copies than threads that rendered at once.
  class Loan {
   public:
    Loan(Implementation& owner, const std::string& name, const std::string& source) : owner_(owner), name_(name) {
      {
        const std::lock_guard lock(owner_.mutex_);
        auto& spare = owner_.spare_[name_];
        if (!spare.empty()) {
          parsed_ = std::move(spare.back());
          spare.pop_back();
        }
      }
      if (parsed_ == nullptr) {
        parsed_ = parse(source);
      }
    }
    ~Loan() {
      const std::lock_guard lock(owner_.mutex_);
      owner_.spare_[name_].push_back(std::move(parsed_));
    }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    mustache::mustache& operator*() const noexcept { return *parsed_; }

   private:
    Implementation& owner_;
    const std::string& name_;
    std::unique_ptr<mustache::mustache> parsed_;
  };

  static std::unique_ptr<mustache::mustache> parse(const std::string& source) {
    auto parsed = std::make_unique<mustache::mustache>(source);
    parsed->set_custom_escape([](const std::string& text) { return escape_html(text); });
    return parsed;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<std::unique_ptr<mustache::mustache>>> spare_;
};

Templates::Templates(std::unique_ptr<Implementation> implementation) noexcept : implementation_(std::move(implementation)) {}
Templates::Templates(Templates&&) noexcept = default;
Templates& Templates::operator=(Templates&&) noexcept = default;
Templates::~Templates() = default;

Result<Templates> Templates::load(const fs::path& folder) {
  auto files = list_files(folder, ".mustache");
  if (!files) {
    return failure(files.error());
  }
  if (files->empty()) {
    return failure(ErrorCode::not_found, "there are no templates below " + folder.string(), "name the site folder with --site");
  }
  Sources sources;
  std::string all;
  for (const auto& path : *files) {
    auto text = read_file(path, kTemplateSizeLimit);
    if (!text) {
      return failure(text.error());
    }
    all += path.stem().string() + '\0' + *text + '\0';
    sources[path.stem().string()] = without_indentation(*text);
  }
  auto implementation = std::make_unique<Implementation>();
  implementation->digest = sha256(all);
  for (const auto& [name, source] : sources) {
    auto text = expand_parts(sources, name, 0);
    if (!text) {
      return failure(text.error());
    }
    const auto parsed = Implementation::parse(*text);
    if (!parsed->is_valid()) {
      return failure(ErrorCode::bad_input, "the template " + name + ".mustache does not parse: " + parsed->error_message());
    }
    implementation->expanded.emplace(name, std::move(*text));
  }
  return Templates(std::move(implementation));
}

Result<std::string> Templates::render(std::string_view name, const ordered_json& data) const {
  const auto found = implementation_->expanded.find(name);
  if (found == implementation_->expanded.end()) {
    return failure(ErrorCode::internal, "there is no template " + std::string(name));
  }
  const auto values = to_data(data);
  const Implementation::Loan loan(*implementation_, found->first, found->second);
  std::string out;
  out.reserve(64 * 1024);
  (*loan).render(values, [&out](const std::string& piece) { out.append(piece); });
  return out;
}

const std::string& Templates::digest() const noexcept { return implementation_->digest; }

}  // namespace whatworks
