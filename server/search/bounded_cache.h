// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace whatworks {

// What was asked for lately, within a bound of memory: what was not asked for longest makes room. Locks itself.
template <typename Key, typename Value>
class BoundedCache {
 public:
  explicit BoundedCache(std::size_t limit_bytes) : limit_(limit_bytes) {}

  // From memory, or else what `read` gives, as a shared pointer to a Value; `size_of` says how many bytes a Value takes. Two who ask for the same
  // at once both read it.
  template <typename Read, typename SizeOf>
  std::shared_ptr<const Value> get(const Key& key, const Read& read, const SizeOf& size_of) {
    if (auto known = find(key)) {
      return known;
    }
    std::shared_ptr<const Value> value = read();
    keep(key, value, size_of(*value) + kOverhead);
    return value;
  }

 private:
  static constexpr std::size_t kOverhead = 200;  // of an entry, about

  struct Entry {
    Key key;
    std::shared_ptr<const Value> value;
    std::size_t bytes;
  };

  std::shared_ptr<const Value> find(const Key& key) {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(key);
    if (known == known_.end()) {
      return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, known->second);
    return known->second->value;
  }

  void keep(const Key& key, const std::shared_ptr<const Value>& value, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (bytes > limit_ || known_.contains(key)) {
      return;
    }
    entries_.push_front({key, value, bytes});
    known_.emplace(key, entries_.begin());
    bytes_ += bytes;
    while (bytes_ > limit_) {
      bytes_ -= entries_.back().bytes;
      known_.erase(entries_.back().key);
      entries_.pop_back();
    }
  }

  std::size_t limit_;
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<Entry> entries_;  // the latest first
  std::unordered_map<Key, typename std::list<Entry>::iterator> known_;
};

}  // namespace whatworks
