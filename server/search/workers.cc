// SPDX-License-Identifier: GPL-3.0-or-later
#include "workers.h"

#include <algorithm>
#include <exception>

namespace whatworks {

struct Workers::Batch {
  Batch(const std::function<void(std::size_t)>& what, std::size_t parts) : work(what), count(parts), thrown(parts) {}

  const std::function<void(std::size_t)>& work;
  std::size_t count;
  std::size_t next = 0;
  std::size_t done = 0;
  std::vector<std::exception_ptr> thrown;
  std::mutex mutex;
  std::condition_variable finished;

  // Does parts until none is left to take.
  void help() {
    std::unique_lock lock(mutex);
    while (next < count) {
      const auto part = next++;
      lock.unlock();
      std::exception_ptr caught;
      try {
        work(part);
      } catch (...) {
        caught = std::current_exception();  // whatever it is, it belongs to the one who asked
      }
      lock.lock();
      thrown[part] = std::move(caught);
      if (++done == count) {
        finished.notify_all();
      }
    }
  }
};

Workers::Workers(unsigned threads) {
  for (unsigned i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { serve(); });
  }
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) {
    thread.join();
  }
}

void Workers::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) {
      return;
    }
    const auto batch = waiting_.front();
    lock.unlock();
    batch->help();
    lock.lock();
    std::erase(waiting_, batch);
  }
}

void Workers::run(std::size_t count, const std::function<void(std::size_t)>& work) {
  if (count <= 1 || threads_.empty()) {
    for (std::size_t part = 0; part < count; ++part) {
      work(part);
    }
    return;
  }
  const auto batch = std::make_shared<Batch>(work, count);
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(batch);
  }
  wake_.notify_all();
  batch->help();
  {
    std::unique_lock lock(batch->mutex);
    batch->finished.wait(lock, [&] { return batch->done == batch->count; });
  }
  {
    const std::lock_guard lock(mutex_);
    std::erase(waiting_, batch);
  }
  for (const auto& thrown : batch->thrown) {
    if (thrown) {
      std::rethrow_exception(thrown);
    }
  }
}

}  // namespace whatworks
