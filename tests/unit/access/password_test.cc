// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/password.h"

#include <catch2/catch.hpp>

using namespace whatworks;

namespace {

const CommonPasswords& common() {
  static const CommonPasswords list({"password", "dragon", "qwertyuiopasdf"});
  return list;
}

}  // namespace

TEST_CASE("length counts, composition does not, and everything can be pasted") {
  for (const std::string good : {"plum tractor seventeen", "dragon tractor password", "twelve chars", "пароль из слов", "correct-horse", "        a b c d e"}) {
    CHECK(check_password(good, "ann", common()));
  }
  CHECK(check_password(std::string(64, 'x') + "abcdefgh", "ann", common()));
}

TEST_CASE("a password that is guessed first is refused, with what to do instead") {
  for (const std::string bad : {"", "short", "elevenchars", "Password2026!", "qwertyuiopasdf", "QWERTYUIOPASDF", "dragon!!!!!!!", "123dragon456789",
                                "passworddragon", "Dragon2026Password!", "password password", "aaaaaaaaaaaaaaaa", "121212121212121", "my-name-is-annabel",
                                "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"}) {
    const auto status = check_password(bad, "Annabel", common());
    REQUIRE_FALSE(status);
    CHECK(status.error().code == ErrorCode::bad_input);
    CHECK_FALSE(status.error().hint.empty());
    CHECK((bad.empty() || status.error().message.find(bad) == std::string::npos));
  }
  CHECK_FALSE(check_password(std::string(1000, 'a') + std::string(100, 'b') + "cdefgh", "ann", common()));
}

TEST_CASE("a hash is Argon2id, differs each time, and fits its password alone") {
  const HashCost cheap{1, 8 * 1024};
  const auto one = hash_password("plum tractor seventeen", cheap).value();
  const auto other = hash_password("plum tractor seventeen", cheap).value();
  CHECK(one.starts_with("$argon2id$"));
  CHECK(one != other);
  CHECK(password_matches("plum tractor seventeen", one));
  CHECK_FALSE(password_matches("plum tractor seventeen ", one));
  CHECK_FALSE(password_matches(std::string_view("plum tractor seventeen\0", 23), one));
  CHECK_FALSE(password_matches({}, one));
  CHECK_FALSE(password_matches("x", ""));
  CHECK_FALSE(password_matches("x", "no hash"));
}
