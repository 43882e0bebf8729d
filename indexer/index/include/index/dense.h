// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"

// The dense view: latent semantic analysis of the corpus itself. Every record becomes a point in some 200 dimensions where texts that use the
// same company of words lie close, also where the words differ. docs/relevance.md has the recipe, docs/decisions/006 the reasons.
//
// The model holds words and what goes with them, so it is trained on public records alone: then it can carry nothing of a restricted record to
// somebody who may not see that record. Records of other circulations are folded into it.
namespace whatworks {

// How often a stem stands in the general text of a record or in a query.
struct StemCount {
  std::string stem;
  unsigned count = 1;
};
using StemCounts = std::vector<StemCount>;  // each stem once, in any order

// The stem in a term of the general text ("Zgang" gives "gang"); nothing for other terms, stems of fields ("ZSgang") and stop words.
std::optional<std::string_view> general_stem(std::string_view term);

// The stems of a document's general text. May throw Xapian::Error where the document lies in a database.
StemCounts stem_counts(const Xapian::Document& document);

// Records to train from, kept small: 8 bytes a distinct stem of a record. One per thread.
class DenseSample {
 public:
  struct Entry {
    std::uint32_t stem;  // by number, as they were met
    std::uint32_t count;
  };

  void add(const StemCounts& record);

  [[nodiscard]] std::size_t records() const noexcept { return starts_.size(); }

 private:
  friend class DenseModel;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<Entry> entries_;       // record after record
  std::vector<std::size_t> starts_;  // where each record's entries begin
};

struct DenseOptions {
  std::size_t dimensions = 100;     // at most; also at most the records and the stems
  std::size_t vocabulary = 50'000;  // stems at most; bounds memory (some 2 kB each while training) and the model's size (some 220 bytes each)
  std::size_t fewest_records = 10;  // below them there is no model: it would know nothing but chance
  unsigned threads = 2;             // the result does not depend on it
};

// What was learned: for each stem its weight and its place in the dimensions. Immutable, free to share between threads.
class DenseModel {
 public:
  // The same records in the same order give the same model on the same machine. Nothing where the sample is too small or holds no stem twice.
  static std::optional<DenseModel> train(DenseSample sample, const DenseOptions& options = {});

  [[nodiscard]] std::size_t dimensions() const noexcept { return dimensions_; }
  [[nodiscard]] std::size_t stems() const noexcept { return numbers_.size(); }
  // Between 0 and 1: how far the view is to be trusted beside the words; short texts give it less to go by.
  [[nodiscard]] float gate() const noexcept { return gate_; }

  // The vector of a record or a query, of unit length; empty where no stem is known.
  [[nodiscard]] std::vector<float> fold(const StemCounts& text) const;

  // Puts the model into the database's metadata in place of an older one, as part of the caller's transaction. Fails as Xapian does.
  [[nodiscard]] Status save(Xapian::WritableDatabase& database) const;

 private:
  DenseModel() = default;

  std::size_t dimensions_ = 0;
  std::size_t records_ = 0;
  float gate_ = 0;
  std::unordered_map<std::string, std::size_t> numbers_;
  std::string encoded_;  // one after the other, as they stand in the metadata
};

// A saved model, of which each question reads no more than the stems it names. Holds the database: one per thread, as that is.
class DenseReader {
 public:
  // `database` is one shard: of several, Xapian gives the metadata of the first alone. A database without a model is no failure, present() is
  // false then. Fails with index_corrupt where the metadata is malformed, or as Xapian does.
  static Result<DenseReader> open(Xapian::Database database);

  [[nodiscard]] bool present() const noexcept { return dimensions_ > 0; }
  [[nodiscard]] std::size_t dimensions() const noexcept { return dimensions_; }
  [[nodiscard]] float gate() const noexcept { return gate_; }

  // As DenseModel::fold(), and with the same result; empty also where there is no model. Fails as open() does.
  [[nodiscard]] Result<std::vector<float>> fold(const StemCounts& text) const;

 private:
  explicit DenseReader(Xapian::Database database) : database_(std::move(database)) {}

  Xapian::Database database_;
  std::size_t dimensions_ = 0;
  float gate_ = 0;
};

// A vector as it stands in layout::kSlotVector: one signed byte a component, each vector with a scale of its own, so that its direction is kept
// and its length is not. Empty in, empty out.
std::string pack_vector(std::span<const float> vector);

// The same direction with unit length; empty where there is none.
std::vector<float> unpack_vector(std::string_view packed);

// The scalar product of two packed vectors; the cosine is dot(a, b) / sqrt(dot(a, a) * dot(b, b)). 0 where they differ in dimensions. At most
// 2^16 dimensions.
std::int32_t dot(std::string_view a, std::string_view b) noexcept;

}  // namespace whatworks
