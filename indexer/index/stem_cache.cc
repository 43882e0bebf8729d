// SPDX-License-Identifier: GPL-3.0-or-later
#include "stem_cache.h"

#include <unordered_map>

namespace whatworks {
namespace {

class CachingStemmer : public Xapian::StemImplementation {
 public:
  std::string operator()(const std::string& word) override {
    if (const auto known = stems_.find(word); known != stems_.end()) {
      return known->second;
    }
    if (stems_.size() == kMostWords) {
      stems_.clear();
    }
    return stems_.emplace(word, stem_(word)).first->second;
  }

  [[nodiscard]] std::string get_description() const override { return stem_.get_description(); }

 private:
  static constexpr std::size_t kMostWords = 1 << 16;  // some 8 MB

  Xapian::Stem stem_{"en"};
  std::unordered_map<std::string, std::string> stems_;
};

}  // namespace

// Xapian counts the references to an implementation and deletes it with the last.
Xapian::Stem make_caching_stemmer() { return Xapian::Stem(new CachingStemmer); }

}  // namespace whatworks
