// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <map>
#include <mutex>

#include "schema.h"

namespace whatworks {
namespace {

constexpr int kPatienceMilliseconds = 5'000;       // for another process that is writing
constexpr std::int64_t kApplication = 0x57577773;  // "WWws" in PRAGMA application_id, by which tools tell the file
constexpr std::size_t kMostStatementsKept = 100;

ErrorCode error_code_of(int result) noexcept {
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::locked;
    case SQLITE_FULL: return ErrorCode::no_space;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_PERM: return ErrorCode::unreadable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorCode::database_corrupt;
    default: return ErrorCode::internal;
  }
}

std::string_view hint_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::locked: return "another program is writing to it; try again";
    case ErrorCode::no_space: return "make room on the disk";
    case ErrorCode::unreadable: return "see that the server's user may write the file and its folder";
    case ErrorCode::database_corrupt: return "stop the server and put a copy from a backup in its place";
    default: return "";
  }
}

[[noreturn]] void fail(sqlite3* connection, int result) {
  const auto code = error_code_of(result);
  throw StoreFailure{
      {code, "the database: " + std::string(connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(result)), std::string(hint_of(code))}};
}

struct Finalise {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, Finalise>;

struct Close {
  void operator()(sqlite3* connection) const noexcept { sqlite3_close_v2(connection); }
};

int bind(sqlite3_stmt* statement, int place, const Value& value) {
  struct Binder {
    sqlite3_stmt* statement;
    int place;
    int operator()(std::monostate) const { return sqlite3_bind_null(statement, place); }
    int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, place, number); }
    int operator()(double number) const { return sqlite3_bind_double(statement, place, number); }
    int operator()(const std::string& text) const { return sqlite3_bind_text64(statement, place, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8); }
    int operator()(const Blob& blob) const { return sqlite3_bind_blob64(statement, place, blob.bytes.data(), blob.bytes.size(), SQLITE_TRANSIENT); }
  };
  return std::visit(Binder{statement, place}, value);
}

Value column(sqlite3_stmt* statement, int place) {
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, place));
  switch (sqlite3_column_type(statement, place)) {
    case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(statement, place)};
    case SQLITE_FLOAT: return sqlite3_column_double(statement, place);
    case SQLITE_TEXT: return std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, place)), size);
    case SQLITE_BLOB: return Blob{size == 0 ? std::string() : std::string(static_cast<const char*>(sqlite3_column_blob(statement, place)), size)};
    default: return std::monostate{};
  }
}

}  // namespace

class Transaction::Implementation {
 public:
  explicit Implementation(const fs::path& file) {
    sqlite3* opened = nullptr;
    const int result = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    connection_.reset(opened);
    if (result != SQLITE_OK) {
      fail(opened, result);
    }
    sqlite3_busy_timeout(opened, kPatienceMilliseconds);
    // A misspelt column is an error and not a text; what a damaged or planted file holds runs nothing.
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    execute("PRAGMA foreign_keys = ON");
    execute("PRAGMA synchronous = FULL");  // what people entered and we acknowledged survives a power cut
  }

  // Any number of statements, for their effect.
  void execute(std::string_view sql) {
    if (const int result = sqlite3_exec(connection_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr); result != SQLITE_OK) {
      fail(connection_.get(), result);
    }
  }

  // Calls `use` with each row until it returns false.
  template <typename Use>
  void each(std::string_view sql, const std::vector<Value>& values, const Use& use) {
    sqlite3_stmt* statement = prepared(sql);
    struct Reset {
      sqlite3_stmt* statement;
      ~Reset() {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
      }
    } const reset{statement};
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (const int result = bind(statement, static_cast<int>(i) + 1, values[i]); result != SQLITE_OK) {
        fail(connection_.get(), result);
      }
    }
    int result = sqlite3_step(statement);
    for (; result == SQLITE_ROW; result = sqlite3_step(statement)) {
      const int columns = sqlite3_column_count(statement);
      std::vector<Value> row;
      row.reserve(static_cast<std::size_t>(columns));
      for (int i = 0; i < columns; ++i) {
        row.push_back(column(statement, i));
      }
      if (!use(Row(std::move(row)))) {
        return;
      }
    }
    if (result != SQLITE_DONE) {
      fail(connection_.get(), result);
    }
  }

  [[nodiscard]] sqlite3* handle() const noexcept { return connection_.get(); }

 private:
  sqlite3_stmt* prepared(std::string_view sql) {
    if (const auto known = statements_.find(sql); known != statements_.end()) {
      return known->second.get();
    }
    sqlite3_stmt* statement = nullptr;
    if (const int result = sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr); result != SQLITE_OK) {
      fail(connection_.get(), result);
    }
    if (statements_.size() >= kMostStatementsKept) {
      statements_.clear();
    }
    return statements_.emplace(std::string(sql), StatementHandle(statement)).first->second.get();
  }

  std::unique_ptr<sqlite3, Close> connection_;
  std::map<std::string, StatementHandle, std::less<>> statements_;  // goes before the connection does
};

Transaction::Transaction(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}
Transaction::~Transaction() = default;

std::vector<Row> Transaction::query(std::string_view sql, const std::vector<Value>& values) {
  std::vector<Row> rows;
  implementation_->each(sql, values, [&](Row row) {
    rows.push_back(std::move(row));
    return true;
  });
  return rows;
}

std::optional<Row> Transaction::first(std::string_view sql, const std::vector<Value>& values) {
  std::optional<Row> found;
  implementation_->each(sql, values, [&](Row row) {
    found = std::move(row);
    return false;
  });
  return found;
}

std::int64_t Transaction::run(std::string_view sql, const std::vector<Value>& values) {
  implementation_->each(sql, values, [](const Row&) { return true; });
  return sqlite3_changes64(implementation_->handle());
}

std::int64_t Transaction::last_id() const { return sqlite3_last_insert_rowid(implementation_->handle()); }

namespace {

// Before SQLite does, which would let everybody of the machine read it.
Status make_file(const fs::path& file) {
  std::error_code error;
  if (file.has_parent_path()) {
    fs::create_directories(file.parent_path(), error);
  }
  const int descriptor = error ? -1 : ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    const int reason = error ? error.value() : errno;
    return failure(error_code_of_errno(reason), "cannot write " + file.string() + ": " + std::strerror(reason), std::string(hint_of(ErrorCode::unreadable)));
  }
  ::close(descriptor);
  return {};
}

}  // namespace

class Store::Implementation {
 public:
  explicit Implementation(fs::path file) : file_(std::move(file)) {}

  std::unique_ptr<Transaction> borrow() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return connection;
      }
    }
    return std::unique_ptr<Transaction>(new Transaction(std::make_unique<Transaction::Implementation>(file_)));
  }

  void give_back(std::unique_ptr<Transaction> connection) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
  }

  // What the file is, before anything is done with it.
  static std::int64_t checked_version(Transaction::Implementation& opened, const fs::path& file) {
    std::int64_t version = 0;
    bool ours = false;
    bool whole = false;
    opened.each("PRAGMA user_version", {}, [&](const Row& row) { return (version = row.integer(0), true); });
    opened.each("PRAGMA application_id", {}, [&](const Row& row) { return (ours = row.integer(0) == kApplication, true); });
    opened.each("PRAGMA quick_check(1)", {}, [&](const Row& row) { return (whole = row.text(0) == "ok", true); });
    if (!whole) {
      throw StoreFailure{{ErrorCode::database_corrupt, file.string() + " is damaged", std::string(hint_of(ErrorCode::database_corrupt))}};
    }
    if (!ours) {
      throw StoreFailure{{ErrorCode::database_corrupt, file.string() + " is no database of this program", "name another file or folder"}};
    }
    if (version > static_cast<std::int64_t>(schema_steps().size())) {
      throw StoreFailure{{ErrorCode::database_newer, file.string() + " was written by a later version of this program", "use that version"}};
    }
    return version;
  }

  void migrate(int newest) {
    const auto connection = borrow();
    connection->first("PRAGMA journal_mode = WAL");
    const std::unique_lock lock(writing_);
    connection->implementation_->execute("BEGIN IMMEDIATE");
    try {
      const bool fresh = !connection->first("SELECT 1 FROM sqlite_schema LIMIT 1");
      const auto version = fresh ? 0 : checked_version(*connection->implementation_, file_);
      for (auto step = version; step < newest; ++step) {
        connection->implementation_->execute(schema_steps()[static_cast<std::size_t>(step)]);
      }
      connection->implementation_->execute("PRAGMA application_id = " + std::to_string(kApplication));
      connection->implementation_->execute("PRAGMA user_version = " + std::to_string(std::max<std::int64_t>(version, newest)));
      connection->implementation_->execute("COMMIT");
    } catch (const StoreFailure&) {
      roll_back(*connection);
      throw;
    }
  }

  Status run(Purpose purpose, const std::function<bool(Transaction&)>& work) {
    std::unique_ptr<Transaction> connection;
    try {
      connection = borrow();
      std::unique_lock lock(writing_, std::defer_lock);
      if (purpose == Purpose::write) {
        lock.lock();
      }
      // Immediate, since a transaction that reads first and writes later fails at once where another has written between.
      connection->implementation_->execute(purpose == Purpose::write ? "BEGIN IMMEDIATE" : "BEGIN");
      try {
        connection->implementation_->execute(work(*connection) ? "COMMIT" : "ROLLBACK");
      } catch (...) {
        roll_back(*connection);
        throw;
      }
    } catch (const StoreFailure& broken) {
      return failure(broken.error);  // with the connection gone too: another may fare better
    }
    give_back(std::move(connection));
    return {};
  }

  Status copy_to(const fs::path& file) {
    if (fs::exists(file)) {
      return failure(ErrorCode::bad_usage, file.string() + " is there already", "name a file or folder that is not there yet");
    }
    if (auto made = make_file(file); !made) {
      return made;
    }
    try {
      Transaction::Implementation copy(file);
      copy_all(*borrow()->implementation_, copy);
    } catch (const StoreFailure& broken) {
      return failure(broken.error);
    }
    return {};
  }

  Status restore_from(const fs::path& file) {
    if (!fs::is_regular_file(file)) {
      return failure(ErrorCode::not_found, "there is no file " + file.string(), "name a folder that backup has written");
    }
    try {
      Transaction::Implementation copy(file);
      checked_version(copy, file);
      const std::lock_guard lock(writing_);
      copy_all(copy, *borrow()->implementation_);
    } catch (const StoreFailure& broken) {
      return failure(broken.error);
    }
    return {};
  }

 private:
  static void copy_all(Transaction::Implementation& from, Transaction::Implementation& to) {
    sqlite3_backup* backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
    const int result = backup == nullptr ? sqlite3_errcode(to.handle()) : sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (result != SQLITE_DONE) {
      fail(to.handle(), result);
    }
  }

  static void roll_back(Transaction& connection) noexcept { sqlite3_exec(connection.implementation_->handle(), "ROLLBACK", nullptr, nullptr, nullptr); }

  fs::path file_;
  std::mutex writing_;  // within this process; SQLite keeps out others
  std::mutex mutex_;    // of what follows
  std::vector<std::unique_ptr<Transaction>> idle_;
};

int newest_schema() noexcept { return static_cast<int>(schema_steps().size()); }

Store::Store(std::unique_ptr<Implementation> implementation) noexcept : implementation_(std::move(implementation)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const fs::path& file) { return open_at(file, newest_schema()); }

Result<Store> Store::open_at(const fs::path& file, int schema) {
  if (auto made = make_file(file); !made) {
    return failure(std::move(made.error()));
  }
  auto implementation = std::make_unique<Implementation>(file);
  try {
    implementation->migrate(schema);
  } catch (const StoreFailure& broken) {
    auto error = broken.error;
    if (error.message.find(file.string()) == std::string::npos) {
      error.message = file.string() + ": " + error.message;
    }
    return failure(std::move(error));
  }
  return Store(std::move(implementation));
}

Status Store::run(Purpose purpose, const std::function<bool(Transaction&)>& work) const { return implementation_->run(purpose, work); }

Status Store::copy_to(const fs::path& file) const { return implementation_->copy_to(file); }

Status Store::restore_from(const fs::path& file) const {
  if (auto status = implementation_->restore_from(file); !status) {
    return status;
  }
  try {
    implementation_->migrate(newest_schema());
  } catch (const StoreFailure& broken) {
    return failure(broken.error);
  }
  return {};
}

}  // namespace whatworks
