#pragma once

#include "connectors/folder.hpp"
#include "connectors/ports.hpp"

#include <string>
#include <string_view>

namespace kolk::connectors {

/// Whether a party in this role may hold the BSN in its own right (convenant, identifiers).
bool may_hold_bsn(std::string_view role);

/// A folder in which one party records consents, informing, authority, objections and cases: `toestemming.ndjson`,
/// `informatie.ndjson`, `gezag.ndjson`, `bezwaar.ndjson`, `casus.ndjson`, each read when it is there; another name that
/// ends in `.ndjson` is refused. Line 1 is `{"as_of", "party"}`; each line after it is `{"child": {"number"?, "bsn"?},
/// ...}` with the keys of FACTS.json, which are judged by whoever uses them.
///
/// A BSN in the folder of a party that may not hold it, and a national number or an ECK iD as local number or in any
/// other text destroy their line and open an incident. Other faults refuse their line, with its text.
class FolderFacts : public FactSource {
public:
    /// `own_issuer` is who gives out the party's local numbers, for all of its branches: the party itself. The
    /// clock must outlive this object: a record from the future is refused.
    FolderFacts(std::string name, Party party, std::string folder, std::string own_issuer, const base::Clock& clock,
                Limits limits = {});

    base::Result<std::vector<FactFile>> read() override;
    base::Result<void> probe() override;

private:
    [[nodiscard]] FactFile unknown_file(const DropFile& file) const;
    [[nodiscard]] FactFile read_file(const DropFile& file, std::string_view kind) const;
    void read_lines(std::string_view rest, Place place, FactFile& into) const;

    std::string name_;
    Party party_;
    DropFolder folder_;
    std::string own_issuer_;
    const base::Clock& clock_;
    Limits limits_;
};

}  // namespace kolk::connectors
