#pragma once

#include "gateway/config/configuration.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace kolk::gateway::config {

/// Where something stands in the file, both from 1.
struct Place {
    int line = 1;
    int column = 1;
};

/// One node of a YAML document with its place: a text, a list or a map.
struct Node {
    enum class Kind { empty, text, list, map };
    struct Entry;

    Place place;
    Kind kind = Kind::empty;
    std::string text;
    std::vector<Node> items;     ///< of a list
    std::vector<Entry> entries;  ///< of a map, in the order of the file
};

struct Node::Entry {
    std::string key;
    Place place;
    Node value;
};

/// Reads the small part of YAML that a configuration needs: one document of maps, lists and texts, at most 1 MiB and
/// eight levels deep. Anchors, aliases, tags and keys that are no plain text are faults. Never throws.
std::variant<Node, Fault> parse_yaml(std::string_view yaml);

}  // namespace kolk::gateway::config
