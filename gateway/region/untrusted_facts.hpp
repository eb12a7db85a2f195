#pragma once

#include "gateway/config/configuration.hpp"
#include "gateway/region/systems.hpp"
#include "gateway/store/store.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::region {

/// A file of facts that counts for nothing now.
struct UntrustedFile {
    /// The last one, or a line of it, can't be read; it is past its maximum age; none was ever read.
    enum class Why : std::uint8_t { unreadable, too_old, missing };

    std::string kind;  ///< `bezwaar`, ...; empty: of a name that tells no kind
    Why why = Why::missing;
    std::optional<base::Instant> as_of;  ///< of the file that was read last

    friend bool operator==(const UntrustedFile&, const UntrustedFile&) = default;
};

/// A configured source with such files: what depends on its party waits.
struct UntrustedFacts {
    std::string source;
    schemas::Party party;
    std::vector<UntrustedFile> files;

    friend bool operator==(const UntrustedFacts&, const UntrustedFacts&) = default;
};

/// Of what was `read`. Only objections have to be there: without them nobody can tell who objects.
std::vector<UntrustedFacts> untrusted_facts(std::span<const store::FactSource> read,
                                            const config::Configuration& configuration, base::Instant now);

/// What the next pass knows: `read`, and what lies in the folders of the sources by now. A folder that can't be read
/// adds nothing.
std::vector<store::FactSource> with_files_of_now(std::vector<store::FactSource> read, const Systems& systems);

/// `unreadable`, `too-old`, `missing`.
std::string_view name_of(UntrustedFile::Why why);
/// `facts-de-linde: bezwaar, gezag too old, as of 2026-11-22T05:00:00.000Z`, and what waits because of it.
std::string in_words(const UntrustedFacts& facts);

}  // namespace kolk::gateway::region
