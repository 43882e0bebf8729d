// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake.h"

#include <algorithm>
#include <deque>
#include <future>
#include <istream>

namespace whatworks {
namespace {

constexpr std::size_t kBatch = 64;             // files or lines a job
constexpr std::size_t kBatchSize = 512 << 10;  // bytes of lines a job

// Hands the outcomes of jobs to `take` in the order of the jobs.
template <typename Outcome, typename Take>
class InOrder {
 public:
  InOrder(std::size_t most, const Take& take) : most_(most), take_(take) {}

  Status add(std::future<Outcome> job) {
    jobs_.push_back(std::move(job));
    return take_until(most_);
  }
  Status finish() { return take_until(0); }

 private:
  Status take_until(std::size_t left) {
    while (jobs_.size() > left) {
      auto outcome = jobs_.front().get();
      jobs_.pop_front();
      if (auto status = take_(std::move(outcome)); !status) {
        return status;
      }
    }
    return {};
  }

  std::size_t most_;
  const Take& take_;
  std::deque<std::future<Outcome>> jobs_;
};

struct Line {
  int number = 0;
  std::string text;
};

// Up to a job's worth of lines.
std::vector<Line> next_lines(std::istream& lines, int& number) {
  std::vector<Line> batch;
  std::size_t size = 0;
  for (std::string text; batch.size() < kBatch && size < kBatchSize && std::getline(lines, text);) {
    ++number;
    if (!text.empty()) {
      size += text.size();
      batch.push_back({number, std::move(text)});
    }
  }
  return batch;
}

}  // namespace

Intake read_source(const RecordReader& reader, const Source& source) {
  Intake intake;
  if (!source.indexed_digest.empty() && source.problems.empty()) {
    const auto bytes = read_file(source.path, kRecordSizeLimit);
    intake.unchanged = bytes && sha256(*bytes) == source.indexed_digest;
    if (intake.unchanged) {
      return intake;
    }
  }
  intake.reading = reader.read_file(source.path, &intake.text);
  if (!source.problems.empty()) {
    intake.reading.record.reset();
    intake.reading.problems.insert(intake.reading.problems.end(), source.problems.begin(), source.problems.end());
    sort_problems(intake.reading.problems);
  }
  if (intake.reading.problems.empty()) {
    intake.text.clear();
  }
  return intake;
}

Status read_sources(BuildWorkers& workers, const RecordReader& reader, const std::vector<Source>& sources,
                    const std::function<Status(const Source& source, Intake intake)>& take) {
  std::size_t taken = 0;
  const auto take_batch = [&](std::vector<Intake> batch) -> Status {
    for (auto& intake : batch) {
      if (auto status = take(sources[taken++], std::move(intake)); !status) {
        return status;
      }
    }
    return {};
  };
  InOrder<std::vector<Intake>, decltype(take_batch)> in_order(workers.most_jobs(), take_batch);
  for (std::size_t first = 0; first < sources.size(); first += kBatch) {
    auto job = workers.run([&reader, &sources, first](DocumentMaker& /*maker*/) {
      std::vector<Intake> batch;
      for (auto i = first; i < std::min(first + kBatch, sources.size()); ++i) {
        batch.push_back(read_source(reader, sources[i]));
      }
      return batch;
    });
    if (auto status = in_order.add(std::move(job)); !status) {
      return status;
    }
  }
  return in_order.finish();
}

Status read_lines(BuildWorkers& workers, const RecordReader& reader, std::istream& lines, const std::string& name,
                  const std::function<Status(int line, Intake intake)>& take) {
  using Batch = std::vector<std::pair<int, Intake>>;
  const auto take_batch = [&](Batch batch) -> Status {
    for (auto& line : batch) {
      if (auto status = take(line.first, std::move(line.second)); !status) {
        return status;
      }
    }
    return {};
  };
  InOrder<Batch, decltype(take_batch)> in_order(workers.most_jobs(), take_batch);
  int number = 0;
  for (auto batch = next_lines(lines, number); !batch.empty(); batch = next_lines(lines, number)) {
    auto job = workers.run([&reader, &name, lines = std::move(batch)](DocumentMaker& /*maker*/) {
      Batch read;
      for (const auto& line : lines) {
        read.emplace_back(line.number, Intake{false, reader.read_json(name, line.number, line.text), {}});
      }
      return read;
    });
    if (auto status = in_order.add(std::move(job)); !status) {
      return status;
    }
  }
  if (auto status = in_order.finish(); !status) {
    return status;
  }
  if (lines.bad()) {
    return failure(ErrorCode::unreadable, "cannot read " + name + " to its end");
  }
  return {};
}

}  // namespace whatworks
