// SPDX-License-Identifier: GPL-3.0-or-later
#include "build_workers.h"

#include <algorithm>

namespace whatworks {

BuildWorkers::BuildWorkers(const Schemas& schemas, unsigned threads) {
  for (unsigned i = 0; i < std::max(threads, 1U); ++i) {
    threads_.emplace_back([this, &schemas] { work(schemas); });
  }
}

BuildWorkers::~BuildWorkers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    tasks_.clear();
  }
  changed_.notify_all();
  for (auto& thread : threads_) {
    thread.join();
  }
}

void BuildWorkers::push(std::function<void(DocumentMaker&)> task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  changed_.notify_one();
}

void BuildWorkers::work(const Schemas& schemas) {
  DocumentMaker maker(schemas);
  for (;;) {
    std::function<void(DocumentMaker&)> task;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (stopping_) {
        return;
      }
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task(maker);
  }
}

}  // namespace whatworks
