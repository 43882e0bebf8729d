// SPDX-License-Identifier: GPL-3.0-or-later
#include <Eigen/Dense>
#include <Eigen/SparseCore>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <thread>

#include "dense_codec.h"
#include "index/dense.h"

namespace whatworks {
namespace {

using Sparse = Eigen::SparseMatrix<float, Eigen::RowMajor>;
using Dense = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Eigen::Index;

constexpr double kIdfPower = 1.3;  // docs/relevance.md has where this and the next two come from
constexpr Index kOversampling = 20;
constexpr int kPowerIterations = 3;
constexpr std::size_t kManyRecords = 1'000;  // from here on a stem of one record alone is left out: up to half are, and it costs nothing
constexpr double kTypicalLength = 20;        // distinct stems of a record from which the view is trusted fully
constexpr double kNoise = 1e-5;              // of the largest eigenvalue: below it single precision leaves no direction
constexpr std::uint32_t kSeed = 20'231;      // any will do, as long as it stays
constexpr auto kLeftOut = std::numeric_limits<Index>::max();

struct Stem {
  const std::string* text;
  std::uint32_t number;  // in the sample
  double weight;
  double use;  // how much of the records it accounts for
};

double weight_of(std::size_t records, std::size_t holding) {
  const double idf = std::log((static_cast<double>(records) + 1) / (static_cast<double>(holding) + 0.5));
  return std::pow(std::max(0.0, idf), kIdfPower);
}

// The stems that become columns, by alphabet, so that their order does not hang on that of the records.
std::vector<Stem> choose_stems(const std::unordered_map<std::string, std::uint32_t>& numbers, std::span<const DenseSample::Entry> entries, std::size_t records,
                               std::size_t most) {
  std::vector<std::size_t> holding(numbers.size());
  for (const auto& entry : entries) {
    ++holding[entry.stem];
  }
  const std::size_t fewest = records < kManyRecords ? 1 : 2;
  std::vector<Stem> stems;
  for (const auto& [text, number] : numbers) {
    const double weight = weight_of(records, holding[number]);
    if (holding[number] >= fewest && weight > 0) {
      stems.push_back({&text, number, weight, static_cast<double>(holding[number]) * weight * weight});
    }
  }
  if (stems.size() > most) {
    std::sort(stems.begin(), stems.end(), [](const Stem& a, const Stem& b) { return a.use != b.use ? a.use > b.use : *a.text < *b.text; });
    stems.resize(most);
  }
  std::sort(stems.begin(), stems.end(), [](const Stem& a, const Stem& b) { return *a.text < *b.text; });
  return stems;
}

// A row a record, of unit length, a column a stem.
Sparse weigh_records(std::span<const DenseSample::Entry> entries, std::span<const std::size_t> starts, std::span<const Stem> stems, std::size_t met) {
  std::vector<Index> columns(met, kLeftOut);
  for (std::size_t column = 0; column < stems.size(); ++column) {
    columns[stems[column].number] = static_cast<Index>(column);
  }
  Sparse matrix(static_cast<Index>(starts.size()), static_cast<Index>(stems.size()));
  matrix.reserve(static_cast<Index>(entries.size()));
  std::vector<std::pair<Index, float>> row;
  for (std::size_t record = 0; record < starts.size(); ++record) {
    const auto end = record + 1 < starts.size() ? starts[record + 1] : entries.size();
    row.clear();
    double squares = 0;
    for (const auto& entry : entries.subspan(starts[record], end - starts[record])) {
      if (const auto column = columns[entry.stem]; column != kLeftOut) {
        const double value = std::log1p(static_cast<double>(entry.count)) * stems[static_cast<std::size_t>(column)].weight;
        squares += value * value;
        row.emplace_back(column, static_cast<float>(value));
      }
    }
    std::sort(row.begin(), row.end());
    const auto factor = static_cast<float>(1 / std::sqrt(std::max(squares, std::numeric_limits<double>::min())));
    matrix.startVec(static_cast<Index>(record));
    for (const auto& [column, value] : row) {
      matrix.insertBack(static_cast<Index>(record), column) = value * factor;
    }
  }
  matrix.finalize();
  return matrix;
}

// Each thread makes rows of its own, in the same way as one thread would.
Dense multiply(const Sparse& left, const Dense& right, unsigned threads) {
  Dense product(left.rows(), right.cols());
  const Index share = left.rows() / static_cast<Index>(threads) + 1;
  std::vector<std::jthread> workers;
  for (Index begin = 0; begin < left.rows(); begin += share) {
    const Index rows = std::min(share, left.rows() - begin);
    workers.emplace_back([&, begin, rows] { product.middleRows(begin, rows).noalias() = left.middleRows(begin, rows) * right; });
  }
  workers.clear();
  return product;
}

// Orthonormal columns that span what those of `matrix` do, at most `most`, in the order of the singular values, largest first. By the
// eigenvectors of the Gram matrix, which a matrix of dependent columns does not upset.
Dense orthonormal(const Dense& matrix, Index most) {
  Eigen::MatrixXf gram = Eigen::MatrixXf::Zero(matrix.cols(), matrix.cols());
  gram.selfadjointView<Eigen::Lower>().rankUpdate(matrix.transpose());
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram.cast<double>());
  const auto& values = solver.eigenvalues();  // ascending
  const Index columns = matrix.cols();
  Index kept = 0;
  while (kept < std::min(most, columns) && values(columns - 1 - kept) > kNoise * values(columns - 1)) {
    ++kept;
  }
  Dense turn(columns, kept);
  for (Index column = 0; column < kept; ++column) {
    const Index from = columns - 1 - column;
    turn.col(column) = (solver.eigenvectors().col(from) / std::sqrt(values(from))).cast<float>();
  }
  return matrix * turn;
}

Dense random_signs(Index rows, Index columns) {
  std::mt19937 random(kSeed);
  Dense signs(rows, columns);
  for (Index at = 0; at < signs.size(); ++at) {
    signs.data()[at] = (random() & 1U) != 0 ? 1.0F : -1.0F;
  }
  return signs;
}

// The first right singular vectors as columns (randomised: Halko, Martinsson and Tropp 2011; exact where there are few records).
Dense right_singular_vectors(const Sparse& matrix, Index wanted, unsigned threads) {
  const Sparse transposed = matrix.transpose();
  const Index searched = wanted + kOversampling;
  if (matrix.rows() <= searched) {
    return orthonormal(Dense(transposed), wanted);
  }
  Dense range = orthonormal(multiply(matrix, random_signs(matrix.cols(), searched), threads), searched);
  for (int iteration = 0; iteration < kPowerIterations; ++iteration) {
    const Dense back = orthonormal(multiply(transposed, range, threads), searched);
    range = orthonormal(multiply(matrix, back, threads), searched);
  }
  return orthonormal(multiply(transposed, range, threads), wanted);
}

}  // namespace

std::optional<DenseModel> DenseModel::train(DenseSample sample, const DenseOptions& options) {
  const auto records = sample.records();
  if (records < std::max<std::size_t>(options.fewest_records, 1)) {
    return std::nullopt;
  }
  const auto stems = choose_stems(sample.numbers_, sample.entries_, records, options.vocabulary);
  const auto wanted = std::min({options.dimensions, records, stems.size()});
  if (wanted == 0) {
    return std::nullopt;
  }
  const auto matrix = weigh_records(sample.entries_, sample.starts_, stems, sample.numbers_.size());
  DenseModel model;
  model.records_ = records;
  model.gate_ = static_cast<float>(std::min(1.0, std::sqrt(static_cast<double>(sample.entries_.size()) / static_cast<double>(records) / kTypicalLength)));
  sample.entries_ = {};  // the largest part, and no longer needed
  Dense places = right_singular_vectors(matrix, static_cast<Index>(wanted), std::max(options.threads, 1U));
  model.dimensions_ = static_cast<std::size_t>(places.cols());
  for (std::size_t number = 0; number < stems.size(); ++number) {
    auto place = places.row(static_cast<Index>(number));
    place *= static_cast<float>(stems[number].weight);
    model.encoded_ += dense::encode_stem({place.data(), model.dimensions_});
    model.numbers_.emplace(*stems[number].text, number);
  }
  return model;
}

}  // namespace whatworks
