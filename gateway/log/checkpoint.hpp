#pragma once

#include "crypto/keys.hpp"
#include "gateway/log/entry.hpp"
#include "schemas/base/result.hpp"

#include <string>

namespace kolk::gateway::log {

/// The name under which the log of a region signs: `<region>.kolk.example/log`.
std::string origin_of(const std::string& region);

/// The next checkpoint of a log that stands at `head`: a signed note (c2sp.org/tlog-checkpoint v1.0.0) of one
/// signature, made with the log's key under the origin as its name. `log.peaks` when the head does not fit its size.
base::Result<Checkpoint> make_checkpoint(const Head& head, const std::string& origin, const crypto::SigningKey& key);

}  // namespace kolk::gateway::log
