// SPDX-License-Identifier: GPL-3.0-or-later
#include "bulk_writer.h"

#include <algorithm>
#include <semaphore>
#include <string_view>
#include <utility>

#include "index/manifest.h"
#include "part.h"

namespace whatworks {
namespace {

// A part of half a thousand records of 450 words. Smaller ones are quicker to write and slower to merge, and leave more, shorter chunks of
// posting lists in the shard; of larger ones the tables in memory outgrow the processor's cache.
constexpr std::size_t kPartSize = 2 << 20;      // bytes of text
constexpr std::size_t kPartRecords = 5000;      // Xapian would write by itself from 10,000
constexpr std::size_t kMostPending = 32 << 20;  // bytes of text over all shards, of which there may be very many

// Enough records to learn the dense view from: a corpus of several times as many gains little by more, and they lie in memory meanwhile.
constexpr std::size_t kSample = 20'000;
constexpr std::size_t kSampleBatch = 250;  // records a job

constexpr std::string_view kPublic = "public";  // the circulation that the view may be learned from

constexpr std::size_t kMostWords = 1 << 20;  // of one shard, in memory

constexpr std::size_t kMergedAtOnce = 32;  // each part has some six files open meanwhile
constexpr int kMostMerges = 3;             // so that no more files are open than systems allow by default

// What a record adds to the size of a part: its text, and as a lump what codes and keys become.
std::size_t size_of(const Record& record) {
  constexpr std::size_t kRest = 300;
  auto size = kRest + record.title.size() + record.summary.size() + record.intervention.size();
  for (const auto& section : record.sections) {
    size += section.text.size();
  }
  return size;
}

class MergePermit {
 public:
  MergePermit() { permits().acquire(); }
  MergePermit(const MergePermit&) = delete;
  MergePermit& operator=(const MergePermit&) = delete;
  ~MergePermit() { permits().release(); }

 private:
  static std::counting_semaphore<kMostMerges>& permits() {
    static std::counting_semaphore<kMostMerges> all(kMostMerges);
    return all;
  }
};

}  // namespace

BulkWriter::BulkWriter(BuildWorkers& workers, fs::path folder, std::uint32_t shards_per_circulation)
    : workers_(workers), folder_(std::move(folder)), shards_per_circulation_(shards_per_circulation) {
  fs::create_directories(folder_ / "parts");
}

void BulkWriter::put(Record record) {
  if (!learning_) {
    write(std::move(record));
    return;
  }
  held_back_.push_back(std::move(record));
  if (held_back_.size() == kSample) {
    learn();
  }
}

void BulkWriter::learn() {
  learning_ = false;
  const auto records = std::make_shared<std::vector<Record>>(std::exchange(held_back_, {}));
  DenseSample sample;
  std::deque<std::future<std::vector<StemCounts>>> batches;
  const auto take_first = [&] {
    for (const auto& counts : batches.front().get()) {
      sample.add(counts);
    }
    batches.pop_front();
  };
  for (std::size_t first = 0; first < records->size(); first += kSampleBatch) {
    batches.push_back(workers_.run([first, records](DocumentMaker& maker) {
      std::vector<StemCounts> counts;
      for (auto i = first; i < std::min(first + kSampleBatch, records->size()); ++i) {
        if ((*records)[i].circulation == kPublic) {
          counts.push_back(stem_counts(maker.make((*records)[i])));
        }
      }
      return counts;
    }));
    while (batches.size() > workers_.most_jobs()) {
      take_first();
    }
  }
  while (!batches.empty()) {
    take_first();
  }
  if (auto view = DenseModel::train(std::move(sample))) {
    view_ = std::make_shared<const DenseModel>(*std::move(view));
  }
  for (auto& record : *records) {
    write(std::move(record));
  }
}

void BulkWriter::write(Record record) {
  const auto size = size_of(record);
  auto& shard = shards_[shard_name(record, shards_per_circulation_)];
  shard.is_public = record.circulation == kPublic;
  shard.pending.push_back(std::move(record));
  shard.pending_size += size;
  pending_size_ += size;
  if (shard.pending_size >= kPartSize || shard.pending.size() >= kPartRecords) {
    write_pending(shard);
  } else if (pending_size_ >= kMostPending) {
    write_pending(
        std::max_element(shards_.begin(), shards_.end(), [](const auto& a, const auto& b) { return a.second.pending_size < b.second.pending_size; })->second);
  }
}

void BulkWriter::write_pending(Shard& shard) {
  if (shard.pending.empty()) {
    return;
  }
  pending_size_ -= std::exchange(shard.pending_size, 0);
  auto records = std::make_shared<std::vector<Record>>(std::exchange(shard.pending, {}));
  Part part{next_part(), {}};
  part.written = track(workers_.run(
      [records, view = view_, words = shard.words, path = part.path](DocumentMaker& maker) { words->add(write_part(path, *records, view.get(), maker)); }));
  add_part(shard, 0, std::move(part));
  write_words(shard, kMostWords);
}

// Writes the words so far where they are not fewer than this; merging adds up what several parts say of one word.
void BulkWriter::write_words(Shard& shard, std::size_t fewest) {
  auto words = std::make_shared<WordCounts>(shard.words->take_if(fewest));
  if (words->empty()) {
    return;
  }
  Part part{next_part(), {}};
  part.written = track(workers_.run([words, path = part.path](DocumentMaker& /*maker*/) { write_spellings(path, *words); }));
  add_part(shard, 0, std::move(part));
}

void BulkWriter::add_part(Shard& shard, std::size_t level, Part part) {
  if (shard.parts.size() <= level) {
    shard.parts.resize(level + 1);
  }
  shard.parts[level].push_back(std::move(part));
  if (shard.parts[level].size() == kMergedAtOnce) {
    Part merged{next_part(), {}};
    merged.written = merge(merged.path, std::exchange(shard.parts[level], {}));
    add_part(shard, level + 1, std::move(merged));
  }
}

std::shared_future<void> BulkWriter::merge(const fs::path& whole, std::vector<Part> parts) {
  return track(workers_.run([whole, parts = std::move(parts)](DocumentMaker& /*maker*/) {
    std::vector<fs::path> paths;
    for (const auto& part : parts) {
      part.written.get();  // came before this job, so it has begun at least
      paths.push_back(part.path);
    }
    const MergePermit permit;
    merge_parts(whole, paths);
  }));
}

std::shared_future<void> BulkWriter::track(std::future<void> job) {
  running_.push_back(job.share());
  auto tracked = running_.back();
  wait_until_running(workers_.most_jobs());
  return tracked;
}

void BulkWriter::wait_until_running(std::size_t most) {
  for (; running_.size() > most; running_.pop_front()) {
    running_.front().get();
  }
}

void BulkWriter::Words::add(const WordCounts& counts) {
  const std::lock_guard lock(mutex_);
  for (const auto& [word, times] : counts) {
    counts_[word] += times;
  }
}

WordCounts BulkWriter::Words::take_if(std::size_t fewest) {
  const std::lock_guard lock(mutex_);
  return counts_.size() < fewest ? WordCounts() : std::exchange(counts_, {});
}

fs::path BulkWriter::next_part() { return folder_ / "parts" / std::to_string(parts_++); }

void BulkWriter::finish() {
  if (learning_) {
    learn();
  }
  for (auto& [name, shard] : shards_) {
    write_pending(shard);
  }
  wait_until_running(0);  // all words are known then
  for (auto& [name, shard] : shards_) {
    write_words(shard, 1);
    if (view_ && shard.is_public) {
      Part part{next_part(), {}};
      part.written = track(workers_.run([view = view_, path = part.path](DocumentMaker& /*maker*/) { write_view(path, *view); }));
      add_part(shard, 0, std::move(part));
    }
    std::vector<Part> all;
    for (auto level = shard.parts.rbegin(); level != shard.parts.rend(); ++level) {
      std::move(level->begin(), level->end(), std::back_inserter(all));
    }
    shard.parts.clear();
    merge(folder_ / name, std::move(all));
  }
  wait_until_running(0);
  fs::remove_all(folder_ / "parts");
}

}  // namespace whatworks
