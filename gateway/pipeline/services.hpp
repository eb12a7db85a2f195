#pragma once

#include "gateway/config/configuration.hpp"
#include "gateway/keys/keys.hpp"
#include "gateway/pipeline/directory.hpp"
#include "gateway/store/store.hpp"
#include "gateway/subjects/subjects.hpp"
#include "policies/convenant.hpp"
#include "policies/exception.hpp"
#include "schemas/base/random.hpp"
#include "schemas/base/time.hpp"

#include <chrono>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace kolk::gateway::pipeline {

/// Whose facts a source holds, and how old they may be before what depends on them waits.
struct FactsTrust {
    schemas::Party party;
    std::chrono::milliseconds max_age{};
};

/// What every step of a pass uses. The region owns all of it and outlives the pass.
struct Services {
    const policies::Convenant& convenant;
    std::string convenant_hash;  ///< SHA-256 of the file's bytes, hexadecimal
    const Directory& directory;
    store::Store& store;
    keys::KeyStore& keys;
    subjects::Subjects& subjects;
    const base::Clock& clock;
    const base::Zone& zone;
    base::Random& random;
    std::map<std::string, FactsTrust> facts;  ///< by the name of the facts source
    /// Parties that record facts which cannot be trusted now, found anew in each pass: objections are absent, or a file
    /// is too old, or holds a line that may hold back any child.
    std::set<std::string> untrusted;
    std::set<std::string> reachable{};  ///< parties that have a feed, and are not known to be away; found in each pass
    base::Instant started{};            ///< of the process: its first pull asks each source for everything
    std::string region{};               ///< its name, which mandated persons sign along
    std::span<const config::Mandate> mandated{};
    /// Exceptions that are open today, of all children; found anew in each pass.
    std::vector<policies::Exception> exceptions{};

    [[nodiscard]] base::Date today() const { return zone.day_of(clock.now()); }
};

}  // namespace kolk::gateway::pipeline
