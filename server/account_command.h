// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "settings.h"

namespace CLI {
class App;
}

namespace whatworks {

// Accounts, the audit trail and copies of the database, from a terminal.
struct AccountCommand {
  std::string name;
  std::string display_name;
  std::vector<std::string> roles;
  std::vector<std::string> groups;
  bool sure = false;
  fs::path folder;
};

// Adds `account add|list|change|link|disable|enable|data|erase`, `audit check`, `backup` and `restore`. `command` must outlive the parsing.
void add_account_commands(CLI::App& app, AccountCommand& command);

// Runs whichever of them was asked for and returns the exit status; nothing where none was.
std::optional<int> run_account_command(const CLI::App& app, const AccountCommand& command, const Settings& settings, std::ostream& out, std::ostream& err);

}  // namespace whatworks
