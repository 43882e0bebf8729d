// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "contribute/corpus_keeper.h"
#include "index/build.h"
#include "index/stored.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"

namespace whatworks::test {

inline const Schemas& schemas() {
  static const auto loaded = load_schemas(WHATWORKS_SOURCE_DIR "/schemas").value();
  return loaded;
}

// Whether something comes true before anybody would give up.
inline bool eventually(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

// A corpus of three studies, and the index of it.
struct Press {
  Press() {
    for (const auto* id : {"doe-2019-a", "doe-2019-b", "doe-2019-c"}) {
      write(file(id), text(id, "Closing drug phone lines"));
    }
    build();
  }

  void build() const {
    BuildOptions how;
    how.index = index;
    if (!build_index(schemas(), corpus, how)) {
      throw std::runtime_error("cannot build the index");
    }
  }

  static std::string text(const std::string& id, const std::string& title) { return SampleRecord(id).with("title", title).text(); }
  [[nodiscard]] fs::path file(const std::string& id) const { return corpus / "studies" / (id + ".md"); }

  static CorpusChange change(const std::string& id, const std::string& title) {
    return {id, "study", text(id, title), "Publish " + id, "Ann Example", "ann@example.org", {}};
  }

  // As a search would find it; empty where the index has no such record.
  [[nodiscard]] std::string indexed_title(const std::string& id) const {
    const auto record = find_stored(index, id);
    return record && *record ? (*record)->title : std::string();
  }

  [[nodiscard]] std::unique_ptr<CorpusKeeper> keeper() const {
    auto made = options;
    made.corpus = corpus;
    made.index = index;
    return CorpusKeeper::open(schemas(), made).value();
  }

  // All below the corpus and what it holds, hidden files too.
  [[nodiscard]] std::string contents() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
      if (!entry.is_directory() && entry.path().string().find("/.git/") == std::string::npos) {
        all[entry.path().lexically_relative(corpus).string()] = read(entry.path());
      }
    }
    std::string out;
    for (const auto& [path, content] : all) {
      out += path + "\n" + content + "\n";
    }
    return out;
  }

  TempFolder folder;
  fs::path corpus = folder / "corpus";
  fs::path index = folder / "index";
  CorpusKeeperOptions options;
};

// What a keeper told of changes from outside, in the order in which it did.
class Told {
 public:
  [[nodiscard]] std::function<void(const OutsideChange&)> ear() {
    return [this](const OutsideChange& change) {
      const std::lock_guard lock(mutex_);
      changes_.push_back(change);
    };
  }
  [[nodiscard]] std::vector<OutsideChange> changes() const {
    const std::lock_guard lock(mutex_);
    return changes_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<OutsideChange> changes_;
};

}  // namespace whatworks::test
