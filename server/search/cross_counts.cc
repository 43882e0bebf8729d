// SPDX-License-Identifier: GPL-3.0-or-later
#include "cross_counts.h"

#include <functional>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "filters.h"

namespace whatworks {
namespace {

using Places = std::vector<std::size_t>;

std::vector<std::string> values_of(const Schemas& schemas, const Facet& facet, YearRange years) {
  std::vector<std::string> values;
  if (const auto* vocabulary = schemas.vocabulary_of(facet)) {
    values = vocabulary->codes();
  } else {
    for (int year = years.first; year != 0 && year <= years.last; ++year) {
      values.push_back(std::to_string(year));
    }
  }
  values.emplace_back(kMissingValue);
  return values;
}

// A facet of one shard, with the places in the counts that each of its sets of values adds to.
class PlacedColumn {
 public:
  // `facet` null: no facet, and of every document all places are `all`.
  PlacedColumn(const ShardColumns& columns, const Facet* facet, const std::vector<std::string>& values, std::optional<std::size_t> all)
      : column_(facet == nullptr ? nullptr : &columns.facets[facet->index]) {
    std::unordered_map<std::string, std::size_t> place_of;
    for (std::size_t place = 0; place < values.size(); ++place) {
      place_of.emplace(values[place], place);
    }
    const auto missing = values.size() - 1;
    for (const auto& set : column_ == nullptr ? std::vector<std::vector<ValueId>>{{}} : column_->sets()) {
      Places places;
      for (const auto value : set) {
        const auto known = place_of.find(column_->values()[value]);
        places.push_back(known == place_of.end() ? missing : known->second);
      }
      if (all) {
        places.push_back(*all);
      }
      by_set_.push_back(std::move(places));
    }
  }

  [[nodiscard]] const Places& of(Xapian::docid document) const noexcept { return by_set_[column_ == nullptr ? 0 : column_->set_of(document)]; }

 private:
  const FacetColumn* column_;
  std::vector<Places> by_set_;
};

void count_shard(const ShardColumns& shard, DocView documents, const CrossFacets& facets, CrossCounts& counts) {
  const PlacedColumn rows(shard, &facets.rows, counts.rows(), counts.all_rows());
  const PlacedColumn columns(shard, facets.columns, counts.columns(), counts.all_columns());
  const PlacedColumn effects(shard, &facets.effect, counts.effects(), std::nullopt);
  for (const auto document : documents) {
    const auto effect = effects.of(document).front();
    const auto strength = shard.strength_of(document);
    const auto& column_places = columns.of(document);
    for (const auto row : rows.of(document)) {
      for (const auto column : column_places) {
        counts.count(row, column, effect, 1);
        counts.rate(row, column, strength);
      }
    }
  }
}

YearRange years_of(const OpenIndex& index) {
  YearRange years;
  for (const auto& shard : index.shards) {
    const auto& columns = shard.memory->columns();
    if (columns.first_year != 0) {
      years.first = years.first == 0 ? columns.first_year : std::min(years.first, columns.first_year);
      years.last = std::max(years.last, columns.last_year);
    }
  }
  return years;
}

}  // namespace

CrossCounts::CrossCounts(const Schemas& schemas, const CrossFacets& facets, YearRange years)
    : rows_(values_of(schemas, facets.rows, years)), effects_(values_of(schemas, facets.effect, years)) {
  if (facets.columns != nullptr) {
    columns_ = values_of(schemas, *facets.columns, years);
  }
  const auto cells = (rows_.size() + 1) * (columns_.size() + 1);
  counts_.resize(cells * effects_.size());
  strongest_.assign(cells, -1);
}

void CrossCounts::add(const CrossCounts& other) {
  std::transform(counts_.begin(), counts_.end(), other.counts_.begin(), counts_.begin(), std::plus<>());
  std::transform(strongest_.begin(), strongest_.end(), other.strongest_.begin(), strongest_.begin(), [](auto a, auto b) { return std::max(a, b); });
}

Tally CrossCounts::tally(std::size_t row, std::size_t column) const {
  const auto place = cell(row, column);
  const auto first = counts_.begin() + static_cast<std::ptrdiff_t>(place * effects_.size());
  Tally tally;
  tally.by_effect.assign(first, first + static_cast<std::ptrdiff_t>(effects_.size()));
  tally.records = std::accumulate(tally.by_effect.begin(), tally.by_effect.end(), std::uint32_t{0});
  if (strongest_[place] >= 0) {
    tally.strongest = strongest_[place];
  }
  return tally;
}

CountedAcross count_across(const AnswerContext& context, const SearchRequest& request, const CrossFacets& facets) {
  const auto& shards = context.index.shards;
  auto interpreted = interpret_here(context, request.q);
  CrossCounts sum(context.schemas, facets, years_of(context.index));
  std::vector<CrossCounts> by_shard(shards.size(), sum);
  const auto year = year_facet(context.schemas);
  context.workers.run(shards.size(), [&](std::size_t i) {
    const auto& columns = shards[i].memory->columns();
    const auto filtered = apply_filters(request, year, columns, interpreted.matched.by_shard[i]);
    count_shard(columns, *filtered.passed, facets, by_shard[i]);
  });
  for (const auto& counts : by_shard) {
    sum.add(counts);
  }
  return {std::move(sum), std::move(interpreted)};
}

}  // namespace whatworks
