#pragma once

#include "connectors/ports.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The input of the plain job: one thuiszittersmelding a line, about 1 KB of JSON as a school's system would export it,
/// with more in it than any rule asks for.
namespace kolk::bench {

/// The lines of `count` invented children; another `version` says something else of each of them.
std::vector<std::string> plain_lines(std::size_t count, int version);

/// The number by which the school knows the child of a line.
connectors::Identifier own_number(const boost::json::object& line);

/// Reads such lines, checks them against the schema and hands them over.
class PlainSource : public connectors::RecordSource {
public:
    std::vector<std::string> lines;

    base::Result<void> pull(const connectors::Wanted& wanted, connectors::PullSink& sink) override;
    base::Result<void> probe() override { return {}; }
};

}  // namespace kolk::bench
