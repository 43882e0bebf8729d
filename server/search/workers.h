// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace whatworks {

// A few threads that share out the parts of a piece of work, such as the shards of a search. Free to share between threads.
class Workers {
 public:
  explicit Workers(unsigned threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Calls `work` with each number below `count`, on this thread and on those that are free, and returns when all are done. What one of them throws is
  // thrown here, the first of them where there are several.
  void run(std::size_t count, const std::function<void(std::size_t)>& work);

 private:
  struct Batch;
  void serve();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::shared_ptr<Batch>> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace whatworks
