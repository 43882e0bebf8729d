// SPDX-License-Identifier: GPL-3.0-or-later
#include "new_command.h"

#include <ostream>

#include "failure_message.h"
#include "record/corpus.h"
#include "record/record.h"
#include "vocabulary/schemas.h"

namespace whatworks {

int run_new(const NewOptions& options, std::ostream& out, std::ostream& err) {
  const auto schemas = load_schemas(options.schemas);
  if (!schemas) {
    return fail(err, schemas.error());
  }
  const auto text = record_template(*schemas, options.kind, options.id);
  if (!text) {
    return fail(err, text.error());
  }
  std::error_code error;
  fs::create_directories(options.corpus / folder_of_kind(options.kind), error);
  if (error) {
    return fail(err, Error{error_code_of_errno(error.value()) == ErrorCode::no_space ? ErrorCode::no_space : ErrorCode::unreadable,
                           "cannot make a folder below " + options.corpus.string() + ": " + error.message(),
                           {}});
  }
  const auto others = list_record_files(options.corpus);
  if (!others) {
    return fail(err, others.error());
  }
  for (const auto& other : *others) {
    if (other.stem() == options.id) {
      return fail(err, Error{ErrorCode::bad_usage, "there is a record with this id already: " + other.string(), "choose another id, or edit that file"});
    }
  }
  const auto path = options.corpus / folder_of_kind(options.kind) / (options.id + ".md");
  if (const auto written = write_file_atomically(path, *text); !written) {
    return fail(err, written.error());
  }
  out << path.string() << '\n' << std::flush;
  if (!options.quiet) {
    err << "fill it in, then: whatworks-indexer check " << path.string() << '\n';
  }
  return 0;
}

}  // namespace whatworks
