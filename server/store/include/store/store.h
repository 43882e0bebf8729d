// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/files.h"
#include "core/result.h"

// The database of what people enter: one SQLite file. Its tables are in docs/database.md and, as they are made, in server/store/schema.cc.
namespace whatworks {

// Bytes, such as a digest: told from text, since a STRICT table keeps them apart.
struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

// What stands in a column or is bound to a "?": null, a whole number, a real number, text in UTF-8, or bytes.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

// A row of an answer. Reading a column as something that it is not is a defect and throws std::bad_variant_access.
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}

  [[nodiscard]] bool is_null(std::size_t column) const { return std::holds_alternative<std::monostate>(values_.at(column)); }
  [[nodiscard]] std::int64_t integer(std::size_t column) const { return std::get<std::int64_t>(values_.at(column)); }
  [[nodiscard]] double real(std::size_t column) const { return std::get<double>(values_.at(column)); }
  [[nodiscard]] const std::string& text(std::size_t column) const { return std::get<std::string>(values_.at(column)); }
  [[nodiscard]] const std::string& bytes(std::size_t column) const { return std::get<Blob>(values_.at(column)).bytes; }
  [[nodiscard]] std::string text_or_empty(std::size_t column) const { return is_null(column) ? std::string() : text(column); }
  [[nodiscard]] std::optional<std::int64_t> maybe_integer(std::size_t column) const { return is_null(column) ? std::nullopt : std::optional(integer(column)); }

 private:
  std::vector<Value> values_;
};

// How a database call fails inside the work that Store::read() and Store::write() run; they turn it into an Error, so that no caller catches it.
struct StoreFailure {
  Error error;
};

// One transaction, in the hands of one piece of work on one thread. Every call may throw StoreFailure: let it pass.
class Transaction {
 public:
  // All rows of an answer: ask for as many as fit in memory. `sql` is one statement with a "?" per value, never put together from what somebody typed.
  std::vector<Row> query(std::string_view sql, const std::vector<Value>& values = {});

  // The first row, if there is one.
  std::optional<Row> first(std::string_view sql, const std::vector<Value>& values = {});

  // Runs a statement that changes something, and returns how many rows it changed.
  std::int64_t run(std::string_view sql, const std::vector<Value>& values = {});

  // The rowid of the row that was inserted last.
  [[nodiscard]] std::int64_t last_id() const;

  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

 private:
  friend class Store;
  class Implementation;
  explicit Transaction(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

// Writes to the database: a number of steps of the schema, each made once. For tests of older files.
int newest_schema() noexcept;

// Opens connections, one for each thread that works at a time. Free to share between threads; other processes may use the same file.
class Store {
 public:
  // Makes the file (readable by its owner alone) and its folder where there is none, and brings its tables up to date, each step wholly or not. Fails with
  // unreadable, no_space, locked, database_corrupt where it is damaged or none of ours, and database_newer where a later version of the program wrote it.
  static Result<Store> open(const fs::path& file);

  // For tests: as open(), but stops at an earlier schema.
  static Result<Store> open_at(const fs::path& file, int schema);

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  // Runs `work(Transaction&)`, which returns a Result, and sees one state of the database throughout. Fails with what the work fails with, or as the database
  // does: locked, no_space, unreadable, database_corrupt, internal.
  template <typename Work>
  auto read(Work&& work) const -> std::invoke_result_t<Work, Transaction&> {
    return within<std::invoke_result_t<Work, Transaction&>>(Purpose::read, std::forward<Work>(work));
  }

  // The same for changes: all that the work does is kept, on disk, once this returns a success, and none of it otherwise. One write at a time: others wait.
  template <typename Work>
  auto write(Work&& work) const -> std::invoke_result_t<Work, Transaction&> {
    return within<std::invoke_result_t<Work, Transaction&>>(Purpose::write, std::forward<Work>(work));
  }

  // A copy of the database as it is at one moment, while it is in use. Fails with bad_usage where `file` exists, and as open() does.
  [[nodiscard]] Status copy_to(const fs::path& file) const;

  // Puts what a copy holds in the place of all that is here, wholly or not, and brings it up to date; others may have the database open meanwhile. Fails with
  // not_found where there is no such file, and as open() does where it is none of ours, damaged or newer; then nothing has changed.
  [[nodiscard]] Status restore_from(const fs::path& file) const;

 private:
  enum class Purpose { read, write };
  class Implementation;
  explicit Store(std::unique_ptr<Implementation> implementation) noexcept;

  template <typename Outcome, typename Work>
  Outcome within(Purpose purpose, Work&& work) const {
    std::optional<Outcome> outcome;
    auto status = run(purpose, [&](Transaction& connection) {
      outcome.emplace(work(connection));
      return outcome->has_value();
    });
    if (!status) {
      return failure(std::move(status.error()));
    }
    return *std::move(outcome);
  }
  // `work` tells whether what it did is to be kept.
  [[nodiscard]] Status run(Purpose purpose, const std::function<bool(Transaction&)>& work) const;

  std::unique_ptr<Implementation> implementation_;
};

}  // namespace whatworks
