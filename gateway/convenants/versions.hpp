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

/// A version that cannot be read and is yet to take force.
struct SetAside {
    std::filesystem::path file;
    base::Date from;  ///< its first day, as far as its heading tells
    base::Error why;
    std::vector<policies::Fault> faults{};
    bool for_demo_only = false;  ///< by its heading; this region is one of production, and will never take it
};

/// Why a version runs with `environment: demo` only, whoever signed it: `it is a draft`. Empty: nothing says so.
std::string_view why_for_demo_only(const policies::Convenant& convenant);

/// Called for each fault of a convenant file.
using OnFault = std::function<void(const std::filesystem::path&, const policies::Fault&)>;

/// Reads one version and verifies what lies beside it, as it stands today.
base::Result<Version> read_version(const std::filesystem::path& file, const config::Configuration& configuration,
                                   base::Date today, const OnFault& on_fault);

/// Every version that may take force in this region; at least one. In production a draft is none of them.
class Versions {
public:
    /// Reads the file, or every `*.yaml` of the folder, that the configuration names. Two versions that begin on one
    /// day, with different ids or with one `version`, are an error: which is in force could not be told. So is a
    /// version that cannot be read, unless its heading tells that it begins after `today` and another can be read that
    /// has not ended by then. It is set aside, and no earlier version is in force from its first day on: what it would
    /// have forbidden goes under no other. `on_fault` hears of the faults of the others.
    static base::Result<Versions> read(const config::Configuration& configuration, base::Date today,
                                       const OnFault& on_fault);

    /// The newest version whose dates cover that day. Where none does: the last that began, or else the first, which is
    /// then out of its dates, so that nothing goes.
    [[nodiscard]] const Version& on(base::Date day) const;
    /// The next that takes force after that day.
    [[nodiscard]] const Version* after(base::Date day) const;
    /// The oldest first.
    [[nodiscard]] const std::vector<Version>& all() const { return all_; }
    [[nodiscard]] const std::vector<SetAside>& set_aside() const { return set_aside_; }
    /// In production, those that never take force there.
    [[nodiscard]] const std::vector<Version>& for_demo_only() const { return for_demo_only_; }
    /// Files of the folder that are named almost like a version: `2.yml`, `2.YAML`.
    [[nodiscard]] const std::vector<std::filesystem::path>& passed_over() const { return passed_over_; }

private:
    explicit Versions(std::vector<Version> all) : all_{std::move(all)} {}
    std::vector<Version> all_;
    std::vector<SetAside> set_aside_;
    std::vector<Version> for_demo_only_;
    std::vector<std::filesystem::path> passed_over_;
};

}  // namespace kolk::gateway::convenants
