// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/password.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "core/text.h"

namespace whatworks {
namespace {

constexpr std::size_t kLargestList = 16 * 1024 * 1024;
constexpr std::size_t kFewestDifferent = 5;  // characters, of a password
constexpr std::size_t kShortestOfPair = 3;   // characters of each of two that stand one after the other
constexpr std::size_t kLongestPair = 64;     // the longest in the list has fewer than half of these
constexpr std::size_t kShortestName = 4;     // of one that may not stand in a password

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// What is left of "Dragon2026!!" is "dragon".
std::string_view core_of(std::string_view text) {
  const auto is_letter = [](unsigned char c) { return std::isalpha(c) != 0 || c >= 0x80; };
  const auto first = std::find_if(text.begin(), text.end(), is_letter);
  const auto last = std::find_if(text.rbegin(), text.rend(), is_letter).base();
  return first < last ? text.substr(static_cast<std::size_t>(first - text.begin()), static_cast<std::size_t>(last - first)) : std::string_view{};
}

Status refuse(std::string message) {
  return failure(ErrorCode::bad_input, std::move(message), "three or four words that have nothing to do with each other are long and easy to remember");
}

// An empty view may point nowhere, which the library does not take.
const char* start_of(std::string_view text) noexcept { return text.empty() ? "" : text.data(); }

}  // namespace

Result<CommonPasswords> CommonPasswords::load(const fs::path& file) {
  const auto text = read_file(file, kLargestList);
  if (!text) {
    return failure(text.error());
  }
  std::unordered_set<std::string> passwords;
  for (const auto& line : split(*text, '\n')) {
    if (const auto word = trim(line); !word.empty()) {
      passwords.insert(lower(word));
    }
  }
  return CommonPasswords(std::move(passwords));
}

bool CommonPasswords::holds_one(std::string_view lower_case) const {
  return passwords_.contains(std::string(lower_case)) || passwords_.contains(std::string(core_of(lower_case)));
}

bool CommonPasswords::holds(std::string_view password) const {
  const auto text = lower(password);
  if (holds_one(text)) {
    return true;
  }
  if (text.size() > kLongestPair) {
    return false;
  }
  for (std::size_t i = kShortestOfPair; i + kShortestOfPair <= text.size(); ++i) {
    const std::string_view whole(text);
    if (holds_one(whole.substr(0, i)) && holds_one(whole.substr(i))) {
      return true;
    }
  }
  return false;
}

Status check_password(std::string_view password, std::string_view account_name, const CommonPasswords& common) {
  if (find_invalid_utf8(password)) {
    return refuse("The password holds characters that cannot be read");
  }
  if (count_code_points(password) < kShortestPassword) {
    return refuse("The password must have at least " + std::to_string(kShortestPassword) + " characters");
  }
  if (password.size() > kLongestPassword) {
    return refuse("The password must have at most " + std::to_string(kLongestPassword) + " characters");
  }
  if (std::set<char>(password.begin(), password.end()).size() < kFewestDifferent) {
    return refuse("The password repeats the same few characters");
  }
  const auto text = lower(password);
  if (account_name.size() >= kShortestName && text.find(lower(account_name)) != std::string::npos) {
    return refuse("The password must not hold the name of the account");
  }
  if (common.holds(password)) {
    return refuse("The password is one of those that are guessed first");
  }
  return {};
}

Result<std::string> hash_password(std::string_view password, const HashCost& cost) {
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (sodium_init() < 0 ||
      crypto_pwhash_str_alg(out.data(), start_of(password), password.size(), cost.operations, cost.memory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return failure(ErrorCode::internal, "a password could not be hashed", "the machine may be short of memory");
  }
  return std::string(out.data());
}

bool password_matches(std::string_view password, const std::string& hash) noexcept {
  return sodium_init() >= 0 && crypto_pwhash_str_verify(hash.c_str(), start_of(password), password.size()) == 0;
}

}  // namespace whatworks
