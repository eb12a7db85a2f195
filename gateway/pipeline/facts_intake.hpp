#pragma once

#include "connectors/ports.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/counters.hpp"
#include "gateway/pipeline/fact_parties.hpp"
#include "gateway/pipeline/quarantine.hpp"
#include "gateway/pipeline/services.hpp"

#include <boost/json.hpp>

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace kolk::gateway::pipeline {

/// Takes in what one facts source says: each file replaces what it said before, per child, sealed. Lines that can't be
/// read go to quarantine and hold back what they may have meant to hold back: their child, every child that their
/// numbers name, or, where not even those can be read, whatever the party knows. So does a file as a whole that can't
/// be read, is older than what was read before, or has a name of no kind, which may then be any of them: it replaces
/// nothing, and what was read before stays and is not trusted until a sound file of that kind comes and no such name is
/// left. A file that says nothing new leaves facts as they are. Children of whom a consent was withdrawn, who died or
/// whose care ends are marked in the same transaction, and so is when facts last changed (`facts_changed`): they said
/// something else, or what was not to be trusted anew. Where others have authority than this file told before, and no
/// line says since when, it is since the day on which that was read, also when files in between told nothing of it.
/// When a source is another party's than before, its numbers may still be those of the former one; of whom no line is
/// any more, though one was before, what was said is kept and the child held until a line names it.
/// Used by one thread.
class FactsIntake {
public:
    FactsIntake(Services& services, Children& children, std::string source);

    /// Takes in the files of the folder, all at once.
    base::Result<void> take(std::span<const connectors::FactFile> folder);
    [[nodiscard]] const Counters& counted() const { return counted_; }

private:
    using FactsByChild = std::map<store::SubjectId, boost::json::array>;

    struct Replaced {
        store::FactSource said;
        std::vector<store::Fact> rows;
    };
    /// What one file changes in the store.
    struct News {
        std::vector<store::FactSource> distrusted;
        std::optional<Replaced> replaced;
        bool changes_decisions = false;
        std::vector<store::Mark> marks;
        std::optional<store::SourceState> of_party;  ///< where it was another's before
    };

    base::Result<void> take(const connectors::FactFile& file);
    base::Result<void> distrust(const connectors::FactFile& file, const std::vector<store::FactSource>& known);
    base::Result<void> replace(const connectors::FactFile& file, const std::optional<store::FactSource>& known);
    base::Result<void> write(const schemas::Party& party, const News& news);
    base::Result<void> put_facts(store::Transaction& transaction, const News& news);
    base::Result<void> take(const connectors::FactLine& line, const connectors::FactFile& file, FactsByChild& into);
    void note_birth_date(const connectors::FactLine& line, const std::string& field, const policies::Facts& facts,
                         Child& child, bool first);
    void refuse(const connectors::FactLine& line, base::Literal reason, base::Literal text);
    void refuse_facts(const connectors::FactLine& line, base::Literal why);
    base::Result<FactsByChild> by_child(FactsByChild named);
    base::Result<void> keep_unnamed(const connectors::FactFile& file, std::span<const store::Fact> before,
                                    FactsByChild& facts);
    base::Result<void> tell_unnamed(const std::string& kind, const Child& child);
    base::Result<void> hear(const std::string& kind, const FactsByChild& facts);
    void note_marks(const store::SubjectId& subject, const policies::Facts& facts);
    base::Result<std::vector<store::Mark>> fresh_marks();
    base::Result<void> put_marks(store::Transaction& transaction, const std::vector<store::Mark>& marks,
                                 const schemas::Party& party, std::vector<log::Entry>& entries);
    base::Result<std::vector<store::Fact>> seal(const std::string& kind, FactsByChild facts);
    base::Result<std::vector<store::FactSource>> known_files();
    [[nodiscard]] bool is_stale(const store::FactSource& file) const;

    Services& services_;
    Children& children_;
    std::string source_;
    bool all_named_ = true;  ///< no file of the folder has a name that tells no kind
    FileParties parties_;    ///< of the file in hand
    std::vector<connectors::Refusal> refusals_;
    std::set<std::pair<store::SubjectId, std::string>> marks_;  ///< of the file in hand
    Counters counted_;
};

}  // namespace kolk::gateway::pipeline
