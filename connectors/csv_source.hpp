#pragma once

#include "connectors/folder.hpp"
#include "connectors/mapping.hpp"
#include "connectors/ports.hpp"

#include <string>

namespace kolk::connectors {

/// A drop folder with CSV exports of one registration, read through a mapping file; one row becomes one record.
///
/// Of each row the numbers of the child come first; a row of a child that no rule asks for is counted and left unread.
/// A national number where none may stand, or an ECK iD, destroys its row and opens an incident; a formula, a wrong
/// date, a wrong number or a missing key sends the row to quarantine with every fault of it; an unknown code leaves its
/// field out and is noted. A file whose header lacks a mapped column is refused as a whole.
///
/// A value of its own per folder; `pull` is called from one thread at a time.
class CsvSource : public RecordSource {
public:
    /// `own_issuer` is who gives out the local numbers of this source: a branch code or a SWV number.
    CsvSource(std::string name, std::string folder, mapping::Mapping mapping, std::string own_issuer,
              Limits limits = {});

    base::Result<void> pull(const Wanted& wanted, PullSink& sink) override;
    base::Result<void> probe() override;

private:
    void read_file(const DropFile& file, const Wanted& wanted, PullSink& sink) const;

    std::string name_;
    DropFolder folder_;
    mapping::Mapping mapping_;
    std::string own_issuer_;
    Limits limits_;
};

}  // namespace kolk::connectors
