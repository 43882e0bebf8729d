// SPDX-License-Identifier: GPL-3.0-or-later
#include "account_command.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <ostream>

#include "access/access.h"
#include "contribute/drafts.h"
#include "core/text.h"
#include "core/time.h"

namespace whatworks {
namespace {

const Actor kTerminal{std::string(kTerminalActor), {}};

std::string role_names() {
  std::vector<std::string> names;
  for (const auto& role : roles()) {
    names.emplace_back(role.name);
  }
  return join(names, ", ");
}

Result<std::vector<Role>> roles_of(const AccountCommand& command) {
  std::vector<Role> out;
  for (const auto& name : command.roles) {
    const auto role = find_role(name);
    if (!role) {
      return failure(ErrorCode::bad_usage, "there is no role \"" + name + '"', "choose from " + role_names());
    }
    out.push_back(*role);
  }
  return out;
}

// One subcommand at work on the opened database.
class Runner {
 public:
  Runner(const Store& store, const Access& access, const AccountCommand& command, const Settings& settings, std::ostream& out)
      : store_(store), access_(access), accounts_(access.accounts()), command_(command), settings_(settings), out_(out) {}

  Status add() {
    const auto wanted = roles_of(command_);
    if (!wanted) {
      return failure(wanted.error());
    }
    const auto added = accounts_.add({command_.name, command_.display_name, *wanted, command_.groups}, kTerminal);
    if (!added) {
      return failure(added.error());
    }
    out_ << "Added " << added->account.name << " (" << added->account.pseudonym << ")\n";
    show_link(added->token);
    return {};
  }

  Status list() {
    const auto all = accounts_.list();
    if (!all) {
      return failure(all.error());
    }
    for (const auto& account : *all) {
      std::vector<std::string> names;
      for (const auto role : account.roles) {
        names.emplace_back(info(role).name);
      }
      const bool waits = account.state == AccountState::active && !account.has_password && !account.from_proxy;
      out_ << fmt::format("{:<30} {:<15} {:<9} {:<30} {}\n", account.name.empty() ? "-" : account.name, account.pseudonym,
                          waits ? "waiting" : std::string(state_name(account.state)), join(names, ","), join(account.groups, ","));
    }
    return {};
  }

  Status change() {
    const auto wanted = roles_of(command_);
    if (!wanted) {
      return failure(wanted.error());
    }
    AccountChange change;
    if (!command_.display_name.empty()) {
      change.display_name = command_.display_name;
    }
    if (!command_.roles.empty()) {
      change.roles = *wanted;
    }
    if (!command_.groups.empty()) {
      change.groups = command_.groups;
      std::erase(*change.groups, "none");
    }
    return with_account([&](const Account& account) { return accounts_.change(account.pseudonym, change, kTerminal); });
  }

  Status link() {
    return with_account([&](const Account& account) -> Status {
      const auto token = accounts_.make_link(account.pseudonym, kTerminal);
      if (!token) {
        return failure(token.error());
      }
      show_link(*token);
      return {};
    });
  }
  Status disable() {
    return with_account([&](const Account& account) { return accounts_.disable(account.pseudonym, kTerminal); });
  }
  Status enable() {
    return with_account([&](const Account& account) { return accounts_.enable(account.pseudonym, kTerminal); });
  }

  Status data() {
    return with_account([&](const Account& account) -> Status {
      auto data = accounts_.data_on(account.pseudonym, kTerminal);
      if (!data) {
        return failure(data.error());
      }
      auto contributed = contributed_by(store_, account.pseudonym);
      if (!contributed) {
        return failure(contributed.error());
      }
      (*data)["contributions"] = *std::move(contributed);
      out_ << data->dump(2) << '\n';
      return {};
    });
  }

  Status erase() {
    if (!command_.sure) {
      return failure(ErrorCode::bad_usage, "nothing brings an erased account back", "say --yes if you mean it");
    }
    return with_account([&](const Account& account) { return accounts_.erase(account.pseudonym, kTerminal); });
  }

  Status check_audit() {
    const auto check = access_.audit().check();
    if (!check) {
      return failure(check.error());
    }
    if (check->broken) {
      return failure(ErrorCode::bad_input, fmt::format("the audit trail was tampered with: entry {} is not as it was written, or is missing", *check->broken),
                     "keep a copy of the database and tell whoever is responsible for security");
    }
    out_ << fmt::format("{} entries fit together; hash of the newest: {}\n", check->entries, check->head.empty() ? "none" : check->head);
    return {};
  }

  Status backup() {
    std::error_code error;
    fs::create_directories(command_.folder, error);
    const auto file = command_.folder / database_file(settings_).filename();
    if (auto status = store_.copy_to(file); !status) {
      return status;
    }
    out_ << "Wrote " << file.string() << '\n';
    return {};
  }

  Status restore() {
    const auto before = access_.audit().check();
    const auto file = command_.folder / database_file(settings_).filename();
    if (auto status = store_.restore_from(file); !status) {
      return status;
    }
    const auto detail = before ? fmt::format("the trail before: {} entries, newest {}", before->entries, before->head) : std::string();
    const AuditEvent event{kTerminal, AuditAction::database_restored, {}, detail};
    if (auto status = access_.audit().add(std::span(&event, 1)); !status) {
      return status;
    }
    out_ << "Restored " << file.string() << '\n';
    return {};
  }

 private:
  template <typename Work>
  Status with_account(const Work& work) {
    const auto account = accounts_.find_by_name(command_.name);
    return account ? work(*account) : Status(failure(account.error()));
  }

  void show_link(const std::string& token) {
    const auto base = settings_.base_url.empty() ? "http://" + settings_.listen : settings_.base_url;
    out_ << "Set a password at (once, within " << settings_.link_hours << " hours):\n" << base << "/set-password?token=" << token << '\n';
  }

  const Store& store_;
  const Access& access_;
  const Accounts& accounts_;
  const AccountCommand& command_;
  const Settings& settings_;
  std::ostream& out_;
};

struct Subcommand {
  const char* group;  // "account add" has the group "account"; nothing where it stands alone
  const char* name;
  const char* help;
  const char* example;
  Status (Runner::*run)();
};

constexpr std::array kSubcommands{
    Subcommand{"account", "add", "Make an account and a link by which its owner sets a password",
               "whatworks-server account add ann --role reader --group north", &Runner::add},
    Subcommand{"account", "list", "Name, pseudonym, state, roles and groups of all accounts", "whatworks-server account list", &Runner::list},
    Subcommand{"account", "change", "Give an account other roles, groups (none takes all away) or another name to show",
               "whatworks-server account change ann --role reviewer --group none", &Runner::change},
    Subcommand{"account", "link", "Make a new link to set a password", "whatworks-server account link ann", &Runner::link},
    Subcommand{"account", "disable", "Let nobody sign in to an account, and end its sessions", "whatworks-server account disable ann", &Runner::disable},
    Subcommand{"account", "enable", "Let its owner sign in again", "whatworks-server account enable ann", &Runner::enable},
    Subcommand{"account", "data", "All that is kept on a person, as JSON", "whatworks-server account data ann", &Runner::data},
    Subcommand{"account", "erase", "Forget who a person is; what they did stays under a pseudonym", "whatworks-server account erase ann --yes", &Runner::erase},
    Subcommand{"audit", "check", "See whether the audit trail is as it was written", "whatworks-server audit check", &Runner::check_audit},
    Subcommand{nullptr, "backup", "Copy the database into a folder, while the server runs", "whatworks-server backup /srv/backups/monday", &Runner::backup},
    Subcommand{nullptr, "restore", "Put the copy in a folder in the place of the database", "whatworks-server restore /srv/backups/monday", &Runner::restore},
};

const CLI::App* asked(const CLI::App& app, const Subcommand& subcommand) {
  const CLI::App* parent = &app;
  if (subcommand.group != nullptr) {
    if (!app.got_subcommand(subcommand.group)) {
      return nullptr;
    }
    parent = app.get_subcommand(subcommand.group);
  }
  return parent->got_subcommand(subcommand.name) ? parent->get_subcommand(subcommand.name) : nullptr;
}

}  // namespace

void add_account_commands(CLI::App& app, AccountCommand& command) {
  app.add_subcommand("account", "People who may sign in")->require_subcommand(1)->fallthrough();
  app.add_subcommand("audit", "The trail of what was done")->require_subcommand(1)->fallthrough();
  for (const auto& row : kSubcommands) {
    auto* parent = row.group == nullptr ? &app : app.get_subcommand(row.group);
    auto* added = parent->add_subcommand(row.name, row.help)->fallthrough();
    added->footer(std::string("Example: ") + row.example);
    const std::string_view name(row.name);
    if (row.group == nullptr) {
      added->add_option("DIR", command.folder, "Folder of the copy")->required();
    } else if (name != "list" && name != "check") {
      added->add_option("NAME", command.name, "Name by which the person signs in")->required();
    }
    if (name == "add" || name == "change") {
      auto* role = added->add_option("--role", command.roles, "One of " + role_names() + "; may be repeated")->allow_extra_args(false);
      if (name == "add") {
        role->required();
      }
      added->add_option("--group", command.groups, "Group whose restricted records the person may read; may be repeated")->allow_extra_args(false);
      added->add_option("--display-name", command.display_name, "Name to show to others");
    }
    if (name == "erase") {
      added->add_flag("--yes", command.sure, "Say that you mean it");
    }
  }
}

std::optional<int> run_account_command(const CLI::App& app, const AccountCommand& command, const Settings& settings, std::ostream& out, std::ostream& err) {
  const auto* const row =
      std::find_if(kSubcommands.begin(), kSubcommands.end(), [&](const Subcommand& subcommand) { return asked(app, subcommand) != nullptr; });
  if (row == kSubcommands.end()) {
    return std::nullopt;
  }
  const auto fail = [&](const Error& error) {
    err << "whatworks-server: error: " << to_text(error) << '\n';
    return exit_status(error.code);
  };
  const auto store = Store::open(database_file(settings));
  if (!store) {
    return fail(store.error());
  }
  const auto access = Access::make(*store, access_options(settings));
  if (!access) {
    return fail(access.error());
  }
  const auto done = (Runner(*store, *access, command, settings, out).*(row->run))();
  return done ? 0 : fail(done.error());
}

}  // namespace whatworks
