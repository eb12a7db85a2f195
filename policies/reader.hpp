#pragma once

#include "policies/convenant.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

/// Bytes; a larger file is no convenant.
inline constexpr std::size_t largest_convenant = 4u << 20;

/// A convenant, or every fault in its file at once.
struct ConvenantReading {
    std::shared_ptr<const Convenant> convenant;  ///< nullptr when there are faults
    std::vector<Fault> faults;
    std::vector<Fault> warnings;  ///< what can be meant, and has less effect than it seems
};

/// Reads and checks a convenant file (language: policies/README.md). Unknown words, unknown ids, contradictions and
/// fields that no schema has are faults with line and column. Never throws, whatever the bytes.
ConvenantReading read_convenant(std::string_view yaml);

}  // namespace kolk::policies
