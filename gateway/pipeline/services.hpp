#pragma once

#include "gateway/keys/keys.hpp"
#include "gateway/pipeline/directory.hpp"
#include "gateway/store/store.hpp"
#include "gateway/subjects/subjects.hpp"
#include "policies/convenant.hpp"
#include "schemas/base/random.hpp"
#include "schemas/base/time.hpp"

#include <chrono>
#include <map>
#include <string>

namespace kolk::gateway::pipeline {

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
    /// Maximum age of each facts source, by its name.
    std::map<std::string, std::chrono::seconds> max_age;

    [[nodiscard]] base::Date today() const { return zone.day_of(clock.now()); }
};

}  // namespace kolk::gateway::pipeline
