#pragma once

#include "policies/compare.hpp"

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

/// The flows of one version of a convenant, as a comparison sees them.
namespace kolk::policies {

/// `record.field` that a rule names, and whether it goes only with consent. `*` is every field of every record.
using Fields = std::map<std::string, bool>;
/// What a rule says beside its roles and fields, each under its aspect, in the words of the file.
using Terms = std::vector<std::pair<Aspect, std::string>>;

struct Flowing {
    Hold hold = Hold::none;
    Fields fields;  ///< also those that `hold` keeps
    Terms terms;
};

using Pair = std::tuple<std::string, std::string, std::string>;  ///< purpose, from, to
using ByType = std::map<std::string, Flowing>;                   ///< by record type
using Flows = std::map<Pair, ByType>;

Terms terms_of(const Rule& rule);
Flows flows_of(const Convenant& convenant);

}  // namespace kolk::policies
