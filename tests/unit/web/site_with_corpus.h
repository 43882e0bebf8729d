// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "contribute/corpus_keeper.h"
#include "index/build.h"
#include "site_folder.h"
#include "support/sample_record.h"

namespace whatworks::test {

// The site of a server that looks after a corpus. People are added to its office and ask by their names.
class SiteWithCorpus {
 public:
  // The corpus by the ids of its studies.
  explicit SiteWithCorpus(const std::map<std::string, std::string>& studies) : service(folder / "index", real_schemas()) {
    fill_site_folder(folder);
    for (const auto& [id, text] : studies) {
      write(file(id), text);
    }
    BuildOptions build;
    build.index = folder / "index";
    CorpusKeeperOptions options;
    options.corpus = folder / "corpus";
    options.index = build.index;
    options.fault = [this](CorpusStep step) {
      return step == fails ? Status(failure(ErrorCode::no_space, "cannot write " + folder.path().string())) : Status{};
    };
    if (const auto built = build_index(real_schemas(), options.corpus, build); !built || built->rejected > 0) {
      throw std::runtime_error("cannot build the index");
    }
    keeper = CorpusKeeper::open(real_schemas(), options).value();
    contributions = std::make_unique<Contributions>(Contributions::make(real_schemas(), *office.store, *office.access, service, keeper.get()).value());
    site_ = std::make_unique<Site>(
        Site::load({folder.path(), WHATWORKS_SOURCE_DIR "/schemas", {}}, {real_schemas(), service, *office.access, *contributions, workshops}).value());
  }

  [[nodiscard]] fs::path file(const std::string& id) const { return folder / "corpus" / "studies" / (id + ".md"); }

  // As somebody with an account, or as nobody; a form without the token of its page.
  [[nodiscard]] Response ask(const std::string& name, const std::string& method, const std::string& target, const std::string& body) const {
    Headers headers{{"host", "evidence.example"}, {"content-type", "application/x-www-form-urlencoded"}};
    if (!name.empty()) {
      headers.emplace_back("cookie", "session=" + session(name));
    }
    return site_->handle(Request{method, target, headers, body, {}, {}});
  }
  // As a browser with this cookie, which nobody has signed in with.
  [[nodiscard]] Response ask_with(const std::string& cookie, const std::string& method, const std::string& target, const Parameters& fields,
                                  const Headers& more) const {
    Headers headers{{"host", "evidence.example"}, {"content-type", "application/x-www-form-urlencoded"}};
    if (!cookie.empty()) {
      headers.emplace_back("cookie", cookie);
    }
    headers.insert(headers.end(), more.begin(), more.end());
    return site_->handle(Request{method, target, headers, fields.empty() ? std::string() : to_query_string(fields).substr(1), {}, {}});
  }
  [[nodiscard]] Response get(const std::string& name, const std::string& target) const { return ask(name, "GET", target, {}); }
  [[nodiscard]] Response post(const std::string& name, const std::string& target, Parameters fields = {}) const {
    fields.emplace_back("form_token", office.visitor(session(name)).form_token);
    return ask(name, "POST", target, to_query_string(fields).substr(1));
  }

  // As after a night: whoever asks next signs in again.
  void forget_sessions() const { sessions_.clear(); }

  std::optional<CorpusStep> fails;  // a step of publication at which the disk is full
  TempFolder folder;
  Office office;
  SearchService service;
  std::unique_ptr<CorpusKeeper> keeper;
  std::unique_ptr<Contributions> contributions;
  Workshops workshops = Workshops::make(WHATWORKS_SOURCE_DIR "/schemas", real_schemas(), *office.store, *office.access).value();

 private:
  [[nodiscard]] const std::string& session(const std::string& name) const {
    auto& token = sessions_[name];
    if (token.empty()) {
      token = office.signed_in(name);
    }
    return token;
  }
  std::unique_ptr<Site> site_;
  mutable std::map<std::string, std::string> sessions_;
};

}  // namespace whatworks::test
