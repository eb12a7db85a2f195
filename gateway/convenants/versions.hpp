#pragma once

#include "gateway/convenants/signatures.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace kolk::gateway::convenants {

/// One version of the convenant, with the signatures that hold and the advices.
struct Version {
    std::filesystem::path file;
    std::string hash;  ///< SHA-256 of the file's bytes, hexadecimal
    std::shared_ptr<const policies::Convenant> convenant;
    std::vector<policies::Fault> warnings{};  ///< of its reader
    /// Signatures that do not hold, of parties that have no other.
    std::vector<std::pair<Signature, Verdict>> void_signatures;
};

/// Called for each fault of a convenant file.
using OnFault = std::function<void(const std::filesystem::path&, const policies::Fault&)>;

/// Reads one version and verifies what lies beside it.
base::Result<Version> read_version(const std::filesystem::path& file, const config::Configuration& configuration,
                                   const OnFault& on_fault);

/// Every version that may take force in this region; at least one. In production a draft is none of them.
class Versions {
public:
    /// Reads the file, or every `*.yaml` of the folder, that the configuration names. Two versions that begin on one
    /// day, or with different ids, are an error: which is in force could not be told.
    static base::Result<Versions> read(const config::Configuration& configuration, const OnFault& on_fault);

    /// The newest version whose dates cover that day. Where none does: the last that began, or else the first, which is
    /// then out of its dates, so that nothing goes.
    [[nodiscard]] const Version& on(base::Date day) const;
    /// The next that takes force after that day.
    [[nodiscard]] const Version* after(base::Date day) const;
    /// The oldest first.
    [[nodiscard]] const std::vector<Version>& all() const { return all_; }

private:
    explicit Versions(std::vector<Version> all) : all_{std::move(all)} {}
    std::vector<Version> all_;
};

}  // namespace kolk::gateway::convenants
