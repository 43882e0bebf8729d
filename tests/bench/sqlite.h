// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sqlite3.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace whatworks::bench {

// A thin cover over SQLite for the baselines. Throws std::runtime_error with SQLite's own words; one per thread.
class Sqlite {
 public:
  explicit Sqlite(const std::string& path) { check(::sqlite3_open(path.c_str(), &handle_)); }
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;
  ~Sqlite() { ::sqlite3_close(handle_); }

  void run(const std::string& sql) { check(::sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr)); }
  void check(int code) const {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) {
      throw std::runtime_error(std::string("SQLite: ") + ::sqlite3_errmsg(handle_));
    }
  }
  [[nodiscard]] ::sqlite3* handle() const noexcept { return handle_; }

 private:
  ::sqlite3* handle_ = nullptr;
};

// A prepared statement, to be bound, stepped and reset as often as need be. Columns and parameters are numbered as SQLite does: from 0 and from 1.
class SqliteStatement {
 public:
  SqliteStatement(const Sqlite& database, const std::string& sql) : database_(database) {
    database.check(::sqlite3_prepare_v2(database.handle(), sql.c_str(), -1, &statement_, nullptr));
  }
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;
  ~SqliteStatement() { ::sqlite3_finalize(statement_); }

  void bind(int parameter, std::string_view text) {
    database_.check(::sqlite3_bind_text(statement_, parameter, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT));
  }
  void bind(int parameter, long long number) { database_.check(::sqlite3_bind_int64(statement_, parameter, number)); }
  bool step() {  // whether there is a row
    const int code = ::sqlite3_step(statement_);
    database_.check(code);
    return code == SQLITE_ROW;
  }
  void reset() { database_.check(::sqlite3_reset(statement_)); }

  [[nodiscard]] std::string text(int column) const {
    const auto* bytes = ::sqlite3_column_text(statement_, column);
    return bytes == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(bytes));
  }
  [[nodiscard]] long long integer(int column) const { return ::sqlite3_column_int64(statement_, column); }
  [[nodiscard]] double number(int column) const { return ::sqlite3_column_double(statement_, column); }

 private:
  const Sqlite& database_;
  ::sqlite3_stmt* statement_ = nullptr;
};

}  // namespace whatworks::bench
