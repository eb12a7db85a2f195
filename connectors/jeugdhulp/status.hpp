#pragma once

#include "connectors/jeugdhulp/message.hpp"
#include "connectors/ports.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Where an allocation stands after each message about it.
namespace kolk::connectors::jeugdhulp {

/// What one message said about one allocation.
struct Step {
    Place place;
    const Kind* kind = nullptr;
    std::string allocation;
    std::string version;  ///< sorts as the messages were sent
    std::string date;
    bool removed = false;
    std::vector<Identifier> child;
    std::optional<Date> born;
};

/// A status and the day on which it began; without a status: there was none before what was removed.
struct Standing {
    std::string_view status;
    std::string date;

    friend bool operator==(const Standing&, const Standing&) = default;
};

/// Orders steps by allocation and version; equal ones stay as they were read.
void sort_steps(std::vector<Step>& steps);

/// The standing after each of these steps, which are all the known ones of one allocation, sorted. A removed allocation
/// is `geen`. A removed start or stop takes away the one of the same day, else the last one, and what remains last
/// stands again.
std::vector<Standing> standings(std::span<const Step> steps);

}  // namespace kolk::connectors::jeugdhulp
