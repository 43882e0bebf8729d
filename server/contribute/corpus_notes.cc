// SPDX-License-Identifier: GPL-3.0-or-later
#include "corpus_notes.h"

namespace whatworks {

std::chrono::sys_seconds present_second() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

CorpusNotes::CorpusNotes(fs::path corpus, std::function<void(const std::string&)> say) : say_(std::move(say)) { state_.corpus = std::move(corpus); }

void CorpusNotes::say(const std::string& line) const {
  if (say_) {
    say_(line);
  }
}

void CorpusNotes::begin_trouble(Trouble what, Error error) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = troubles_.find(what);
    if (known != troubles_.end() && known->second.error.message == error.message) {
      return;
    }
    const auto since = known == troubles_.end() ? present_second() : known->second.since;
    troubles_.insert_or_assign(what, CorpusTrouble{error, since});
  }
  say("corpus: " + to_text(error));
}

void CorpusNotes::end_trouble(Trouble what) {
  const std::lock_guard lock(mutex_);
  troubles_.erase(what);
}

bool CorpusNotes::has_trouble(Trouble what) const {
  const std::lock_guard lock(mutex_);
  return troubles_.contains(what);
}

void CorpusNotes::set_broken(std::map<std::string, BrokenFile> broken, const std::optional<std::set<std::string>>& ids) {
  std::vector<std::string> lines;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [path, file] : broken) {
      const auto known = broken_.find(path);
      if (known != broken_.end()) {
        file.since = known->second.since;
      } else {
        lines.push_back("corpus: " + path + " cannot be used; whatworks-indexer check says why" +
                        (file.last_good_version ? "; its last good version stays" : ""));
      }
    }
    std::erase_if(broken_, [&](const auto& entry) { return !ids || ids->contains(fs::path(entry.first).stem().string()); });
    broken_.merge(broken);
  }
  for (const auto& line : lines) {
    say(line);
  }
}

void CorpusNotes::add_uncommitted(UncommittedChange change, std::string digest) {
  std::string line;
  {
    const std::lock_guard lock(mutex_);
    if (told_uncommitted_.insert(change.id).second) {
      line = "corpus: " + change.id + " is published but not committed: " + to_text(change.error);
    }
    uncommitted_.emplace_back(std::move(change), std::move(digest));
  }
  if (!line.empty()) {
    say(line);
  }
}

std::vector<CorpusNotes::Uncommitted> CorpusNotes::take_uncommitted() {
  const std::lock_guard lock(mutex_);
  return std::exchange(uncommitted_, {});
}

void CorpusNotes::looked() {
  const std::lock_guard lock(mutex_);
  state_.looked = present_second();
}

void CorpusNotes::follow(bool following) {
  const std::lock_guard lock(mutex_);
  state_.following = following;
}

CorpusState CorpusNotes::state() const {
  const std::lock_guard lock(mutex_);
  auto out = state_;
  for (const auto& [what, trouble] : troubles_) {
    out.troubles.push_back(trouble);
  }
  for (const auto& [path, file] : broken_) {
    out.broken.push_back(file);
  }
  for (const auto& [change, digest] : uncommitted_) {
    out.uncommitted.push_back(change);
  }
  return out;
}

}  // namespace whatworks
