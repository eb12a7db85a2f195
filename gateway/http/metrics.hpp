#pragma once

#include "gateway/word.hpp"
#include "schemas/base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kolk::gateway::http {

struct Label {
    base::Literal key;
    Word word;
};

/// One figure, with labels in our own words: no identity fits in them.
struct Sample {
    std::vector<Label> labels;
    std::int64_t value = 0;
};

/// A counter only grows (its name ends in `_total`); a gauge goes up and down.
struct Metric {
    enum class Kind { counter, gauge };
    base::Literal name;  ///< `kolk_exchanges_total`
    base::Literal help;  ///< one sentence
    Kind kind = Kind::counter;
    std::vector<Sample> samples;
};

/// The text format of Prometheus, version 0.0.4.
std::string prometheus_text(std::span<const Metric> metrics);

}  // namespace kolk::gateway::http
