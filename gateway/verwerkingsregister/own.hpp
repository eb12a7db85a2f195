#pragma once

#include "gateway/verwerkingsregister/document.hpp"

#include <vector>

namespace kolk::gateway::verwerkingsregister {

/// What the gateway itself keeps to do its work, as the processor of every party (GDPR article 28): log, pseudonyms,
/// consents, records under way, what could not be read, exceptions. The labels are those of rules, where both have one.
std::vector<Processing> own_processings();

}  // namespace kolk::gateway::verwerkingsregister
