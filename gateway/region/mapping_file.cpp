#include "gateway/region/mapping_file.hpp"

#include "gateway/whole_file.hpp"

namespace kolk::gateway::region {
namespace {

constexpr std::size_t largest_mapping = 1u << 20;

}  // namespace

base::Result<connectors::mapping::Mapping> read_mapping(const std::filesystem::path& file) {
    const auto text = read_whole(file, largest_mapping);
    if (!text || text->empty()) {
        return base::failure("mapping.missing", "the mapping file cannot be read; correct `mapping` of this source");
    }
    auto reading = connectors::mapping::read_mapping(*text);
    if (reading.mapping) return std::move(*reading.mapping);
    const auto& first = reading.faults.front();
    return base::failure("mapping.faulty", "the mapping file has " + std::to_string(reading.faults.size()) +
                                               " fault(s), the first at line " + std::to_string(first.line) +
                                               ", column " + std::to_string(first.column) + ": " + first.text);
}

}  // namespace kolk::gateway::region
