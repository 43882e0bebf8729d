// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "core/files.h"
#include "core/result.h"

// Passwords after NIST SP 800-63B: length counts, composition does not, and what everybody guesses first is refused.
namespace whatworks {

inline constexpr std::size_t kShortestPassword = 12;   // characters
inline constexpr std::size_t kLongestPassword = 1024;  // bytes: far beyond a sentence, and it bounds the work

// What people choose most. Immutable and free to share between threads.
class CommonPasswords {
 public:
  // A text file with one in a line. Fails as read_file() does.
  static Result<CommonPasswords> load(const fs::path& file);
  explicit CommonPasswords(std::unordered_set<std::string> passwords) : passwords_(std::move(passwords)) {}

  // Also where letters are capitals, where digits and signs were only added before and after, and where it is two of them, one after the other.
  [[nodiscard]] bool holds(std::string_view password) const;

 private:
  [[nodiscard]] bool holds_one(std::string_view lower_case) const;

  std::unordered_set<std::string> passwords_;  // in lower case
};

// Fails with bad_input, saying what to do, where `password` is too short, too long, common, the same few characters over and over, or holds the name of the
// account.
Status check_password(std::string_view password, std::string_view account_name, const CommonPasswords& common);

// What a hash costs. The defaults are libsodium's for interactive use: 64 MiB and some 60 ms.
struct HashCost {
  unsigned long long operations = 2;
  std::size_t memory = 64 * 1024 * 1024;  // bytes
};

// Argon2id with a salt by chance, in the form that names its own cost. Fails with internal where there is not enough memory.
Result<std::string> hash_password(std::string_view password, const HashCost& cost);

bool password_matches(std::string_view password, const std::string& hash) noexcept;

}  // namespace whatworks
