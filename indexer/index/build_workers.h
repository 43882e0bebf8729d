// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

#include "document.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// Threads that work off jobs, begun in the order in which they came. A job may wait for one that came before it. What it throws comes out of its
// future. Each thread has a DocumentMaker of its own, because no object of Xapian may go from one thread to another.
class BuildWorkers {
 public:
  explicit BuildWorkers(const Schemas& schemas, unsigned threads = std::thread::hardware_concurrency());  // schemas must outlive it
  ~BuildWorkers();                                                                                        // waits for jobs that have begun, drops the others
  BuildWorkers(const BuildWorkers&) = delete;
  BuildWorkers& operator=(const BuildWorkers&) = delete;

  template <typename Job>
  auto run(Job job) -> std::future<std::invoke_result_t<Job&, DocumentMaker&>> {
    using Outcome = std::invoke_result_t<Job&, DocumentMaker&>;
    auto task = std::make_shared<std::packaged_task<Outcome(DocumentMaker&)>>(std::move(job));
    auto outcome = task->get_future();
    push([task](DocumentMaker& maker) { (*task)(maker); });
    return outcome;
  }

  // How many jobs may well be waiting or running at a time: enough that no thread runs dry, few enough to keep memory small.
  [[nodiscard]] std::size_t most_jobs() const noexcept { return 2 * threads_.size() + 1; }

 private:
  void push(std::function<void(DocumentMaker&)> task);
  void work(const Schemas& schemas);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void(DocumentMaker&)>> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace whatworks
