// SPDX-License-Identifier: GPL-3.0-or-later
#include "corpus_notes.h"

#include <nlohmann/json.hpp>

namespace whatworks {
namespace {

using nlohmann::json;

constexpr std::size_t kLargestList = 16 * 1024 * 1024;

json to_json(const CorpusNotes::Uncommitted& one) {
  const auto& change = one.first;
  return {{"id", change.id},
          {"subject", change.subject},
          {"author_name", change.author_name},
          {"author_email", change.author_email},
          {"since", change.since.time_since_epoch().count()},
          {"message", change.error.message},
          {"hint", change.error.hint},
          {"digest", one.second}};
}

CorpusNotes::Uncommitted from_json(const json& entry) {
  UncommittedChange change;
  change.id = entry.at("id").get<std::string>();
  change.subject = entry.at("subject").get<std::string>();
  change.author_name = entry.at("author_name").get<std::string>();
  change.author_email = entry.at("author_email").get<std::string>();
  change.since = std::chrono::sys_seconds(std::chrono::seconds(entry.at("since").get<std::int64_t>()));
  change.error = {ErrorCode::unreadable, entry.at("message").get<std::string>(), entry.at("hint").get<std::string>()};
  return {std::move(change), entry.at("digest").get<std::string>()};
}

}  // namespace

std::chrono::sys_seconds present_second() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

CorpusNotes::CorpusNotes(fs::path corpus, fs::path uncommitted_file, std::function<void(const std::string&)> say)
    : uncommitted_file_(std::move(uncommitted_file)), say_(std::move(say)) {
  state_.corpus = std::move(corpus);
  if (!uncommitted_file_.empty()) {
    load_uncommitted();
  }
}

void CorpusNotes::load_uncommitted() {
  auto text = read_file(uncommitted_file_, kLargestList);
  if (!text) {
    if (text.error().code != ErrorCode::not_found) {
      say("corpus: what is still to be committed is not known: " + to_text(text.error()));
    }
    return;
  }
  try {
    for (const auto& entry : json::parse(*text)) {
      uncommitted_.push_back(from_json(entry));
    }
    kept_uncommitted_ = *std::move(text);
  } catch (const json::exception&) {
    say("corpus: what is still to be committed is not known: " + uncommitted_file_.string() + " is damaged");
  }
}

void CorpusNotes::keep_uncommitted() {
  if (uncommitted_file_.empty()) {
    return;
  }
  Status status;
  {
    const std::lock_guard lock(mutex_);
    auto list = json::array();
    for (const auto& one : uncommitted_) {
      list.push_back(to_json(one));
    }
    const auto text = list.empty() ? std::string() : list.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
    if (text == kept_uncommitted_) {
      return;
    }
    if (text.empty()) {
      std::error_code gone;
      fs::remove(uncommitted_file_, gone);
    } else {
      status = write_file_atomically(uncommitted_file_, text);
    }
    if (status) {
      kept_uncommitted_ = text;
    }
  }
  if (!status) {
    say("corpus: what is still to be committed would be forgotten by a restart: " + to_text(status.error()));
  }
}

void CorpusNotes::say(const std::string& line) const {
  if (say_) {
    say_(line);
  }
}

void CorpusNotes::begin_trouble(Trouble what, const Error& error) {
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
