// SPDX-License-Identifier: GPL-3.0-or-later
#include "dense_ranking.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

namespace whatworks {
namespace {

constexpr std::size_t kFeedback = 10;   // the best that the query is moved towards
constexpr std::size_t kSmoothed = 120;  // the best whose neighbours are looked at
constexpr std::size_t kNeighbours = 10;

// Values as standard deviations from their mean, and the way back.
struct Standardised {
  explicit Standardised(std::vector<double> from) : values(std::move(from)) {
    const auto count = static_cast<double>(values.size());
    mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0;
    for (auto& value : values) {
      value -= mean;
      squares += value * value;
    }
    const double spread = std::sqrt(squares / count);
    deviation = spread > 1e-12 ? spread : 1;  // where they do not differ, all are nought
    for (auto& value : values) {
      value /= deviation;
    }
  }

  std::vector<double> values;
  double mean = 0;
  double deviation = 1;
};

double length_of(std::string_view vector) { return std::sqrt(static_cast<double>(dot(vector, vector))); }

void add_scaled(std::vector<double>& to, std::span<const float> what, double factor) {
  for (std::size_t i = 0; i < std::min(to.size(), what.size()); ++i) {
    to[i] += factor * what[i];
  }
}

// The few candidates that lie closest to one, of those that do not point away from it.
class Nearest {
 public:
  void offer(float cosine, std::size_t candidate) {
    if (cosine <= lowest_) {
      return;
    }
    auto place = count_ < kNeighbours ? count_++ : kNeighbours - 1;
    for (; place > 0 && kept_[place - 1].first < cosine; --place) {
      kept_[place] = kept_[place - 1];
    }
    kept_[place] = {cosine, static_cast<std::uint32_t>(candidate)};
    lowest_ = count_ < kNeighbours ? 0 : kept_.back().first;
  }

  // The mean of their scores, weighted by closeness; nothing where there are none.
  [[nodiscard]] std::optional<double> mean_of(const std::vector<double>& scores) const {
    double sum = 0;
    double weights = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      sum += kept_[i].first * scores[kept_[i].second];
      weights += kept_[i].first;
    }
    return weights > 0 ? std::optional(sum / weights) : std::nullopt;
  }

 private:
  std::array<std::pair<float, std::uint32_t>, kNeighbours> kept_{};  // the closest first
  std::size_t count_ = 0;
  float lowest_ = 0;
};

class Blender {
 public:
  Blender(std::span<const Candidate> candidates, const Blend& how) : candidates_(candidates), how_(how) {
    for (const auto& candidate : candidates) {
      lengths_.push_back(length_of(candidate.vector));
    }
  }

  std::vector<double> run(std::span<const float> query) {
    std::vector<double> words;
    for (const auto& candidate : candidates_) {
      words.push_back(candidate.words);
    }
    const Standardised standard(std::move(words));
    auto scores = standard.values;
    if (!query.empty() && how_.gate > 0) {
      const auto towards = add(scores, likeness(query), how_.first);
      scores = add(scores, likeness(move(query, towards)), how_.second);
      smooth(scores);
    }
    for (std::size_t i = 0; i < scores.size(); ++i) {
      scores[i] = standard.mean + standard.deviation * (scores[i] + how_.strength * candidates_[i].strength);
    }
    return scores;
  }

 private:
  // The cosine of each candidate with a direction.
  [[nodiscard]] std::vector<double> likeness(std::span<const float> direction) const {
    const auto packed = pack_vector(direction);
    const double length = length_of(packed);
    std::vector<double> cosines;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const double both = length * lengths_[i];
      cosines.push_back(both > 0 ? dot(candidates_[i].vector, packed) / both : 0);
    }
    return cosines;
  }

  [[nodiscard]] std::vector<double> add(std::vector<double> scores, std::vector<double> cosines, double weight) const {
    const Standardised standard(std::move(cosines));
    for (std::size_t i = 0; i < scores.size(); ++i) {
      scores[i] += weight * how_.gate * standard.values[i];
    }
    return scores;
  }

  // The query drawn towards the best, each by its rank.
  [[nodiscard]] std::vector<float> move(std::span<const float> query, const std::vector<double>& scores) const {
    std::vector<std::size_t> best(scores.size());
    std::iota(best.begin(), best.end(), 0);
    const auto count = std::min(kFeedback, best.size());
    std::partial_sort(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(count), best.end(),
                      [&](std::size_t a, std::size_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
    std::vector<double> centre(query.size());
    double ranks = 0;
    for (std::size_t rank = 1; rank <= count; ++rank) {
      const auto vector = unpack_vector(candidates_[best[rank - 1]].vector);
      add_scaled(centre, vector, 1.0 / static_cast<double>(rank));
      ranks += vector.empty() ? 0 : 1.0 / static_cast<double>(rank);
    }
    std::vector<double> moved(query.size());
    add_scaled(moved, query, 1 - how_.moved);
    std::vector<float> direction(query.size());
    for (std::size_t i = 0; i < direction.size(); ++i) {
      direction[i] = static_cast<float>(moved[i] + (ranks > 0 ? how_.moved * centre[i] / ranks : 0));
    }
    return direction;
  }

  // Draws the scores of the best towards those of their neighbours among them: records of one subject rise and fall together.
  void smooth(std::vector<double>& scores) const {
    std::vector<std::size_t> best(scores.size());
    std::iota(best.begin(), best.end(), 0);
    std::sort(best.begin(), best.end(), [&](std::size_t a, std::size_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
    best.resize(std::min(best.size(), kSmoothed));
    // Some 20,000 pairs: what they need lies side by side, and nothing is divided among them.
    struct Direction {
      std::string_view vector;
      float per_length;
    };
    std::vector<Direction> directions;
    directions.reserve(best.size());
    for (const auto candidate : best) {
      directions.push_back({candidates_[candidate].vector, lengths_[candidate] > 0 ? static_cast<float>(1 / lengths_[candidate]) : 0});
    }
    std::vector<Nearest> nearest(best.size());
    for (std::size_t i = 0; i < best.size(); ++i) {
      for (std::size_t j = i + 1; j < best.size(); ++j) {
        const auto product = static_cast<float>(dot(directions[i].vector, directions[j].vector));
        const auto cosine = product * directions[i].per_length * directions[j].per_length;
        nearest[i].offer(cosine, best[j]);
        nearest[j].offer(cosine, best[i]);
      }
    }
    const double share = how_.neighbours * how_.gate;
    auto smoothed = scores;
    for (std::size_t i = 0; i < best.size(); ++i) {
      if (const auto mean = nearest[i].mean_of(scores)) {
        smoothed[best[i]] = (1 - share) * scores[best[i]] + share * *mean;
      }
    }
    scores = std::move(smoothed);
  }

  std::span<const Candidate> candidates_;
  const Blend& how_;
  std::vector<double> lengths_;
};

}  // namespace

std::vector<double> blend(std::span<const Candidate> candidates, std::span<const float> query, const Blend& how) {
  return candidates.empty() ? std::vector<double>() : Blender(candidates, how).run(query);
}

}  // namespace whatworks
