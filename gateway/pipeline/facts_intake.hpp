#pragma once

#include "connectors/ports.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/counters.hpp"
#include "gateway/pipeline/quarantine.hpp"
#include "gateway/pipeline/services.hpp"

#include <boost/json.hpp>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kolk::gateway::pipeline {

/// Takes in what one facts source says: each file replaces what it said before, per child, sealed. Lines that can't be
/// read go to quarantine and hold back what they may have meant to hold back: their child, every child that their
/// numbers name, or, where not even those can be read, whatever the party knows; a file that is older than what was
/// read before replaces nothing, and one that says nothing new leaves them as they are. Children of whom a consent was
/// withdrawn, who died or whose care ends are marked in the same transaction, and so is when facts last changed
/// (`facts_changed`): they said something else, or what was too old to trust anew. Where others have authority than
/// this file told before, and no line says since when, it is since the day on which that was read, also when files in
/// between told nothing of it. Used by one thread.
class FactsIntake {
public:
    FactsIntake(Services& services, Children& children, std::string source);

    base::Result<void> take(const connectors::FactFile& file);
    [[nodiscard]] const Counters& counted() const { return counted_; }

private:
    using FactsByChild = std::map<store::SubjectId, boost::json::array>;

    base::Result<void> take(const connectors::FactLine& line, const connectors::FactFile& file, FactsByChild& into);
    void note_birth_date(const connectors::FactLine& line, const std::string& field, const policies::Facts& facts,
                         Child& child, bool first);
    void refuse(const connectors::FactLine& line, base::Literal reason, base::Literal text);
    base::Result<FactsByChild> by_child(FactsByChild named);
    base::Result<void> hear_authority(const std::string& kind, const FactsByChild& facts);
    void note_marks(const store::SubjectId& subject, const policies::Facts& facts);
    base::Result<std::vector<store::Mark>> fresh_marks();
    base::Result<void> put_marks(store::Transaction& transaction, const std::vector<store::Mark>& marks,
                                 const schemas::Party& party, std::vector<log::Entry>& entries);
    base::Result<std::vector<store::Fact>> seal(const std::string& kind, FactsByChild facts);
    base::Result<std::optional<store::FactSource>> known_file(const std::string& kind);
    [[nodiscard]] bool is_stale(const store::FactSource& file) const;

    Services& services_;
    Children& children_;
    std::string source_;
    std::vector<connectors::Refusal> refusals_;
    std::set<std::pair<store::SubjectId, std::string>> marks_;  ///< of the file in hand
    Counters counted_;
};

}  // namespace kolk::gateway::pipeline
