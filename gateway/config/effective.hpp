#pragma once

#include "gateway/config/configuration.hpp"
#include "gateway/config/yaml.hpp"

#include <boost/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::config {

/// What the file says after every key was checked by itself and every default filled in.
struct Effective {
    boost::json::object values;  ///< sections as objects, lists as arrays, counts as integers, the rest as text
    std::map<std::string, Place, std::less<>> places;  ///< `sources[2].party` to where it stands
    std::vector<Fault> faults;

    /// Adds a fault at the place of that key, or of the group that lacks it.
    void fault_at(std::string_view path, std::string text);
};

/// Checks a document against the option table; every fault at once.
Effective read_effective(std::string_view yaml);

}  // namespace kolk::gateway::config
