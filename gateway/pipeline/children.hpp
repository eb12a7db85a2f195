#pragma once

#include "connectors/ports.hpp"
#include "gateway/pipeline/authority.hpp"
#include "gateway/pipeline/known_numbers.hpp"
#include "gateway/pipeline/services.hpp"
#include "policies/facts.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <compare>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::pipeline {

/// For which group of purposes a successor, as text, was told the pseudonym of its predecessor.
struct Handover {
    std::string successor, group;

    friend auto operator<=>(const Handover&, const Handover&) = default;
};

/// One child during a pass: keys, facts and the numbers under which parties supplied it.
struct Child {
    subjects::Subject subject;
    policies::Facts facts;
    std::map<std::string, base::Confidential<std::string>> numbers;  ///< by party text
    std::map<std::string, std::set<base::Date>> born_in_facts{};     ///< by file: `Children::fact_field`
    bool held = false;                                               ///< facts say so, whatever the birth dates
    std::set<std::string> told_by{};                                 ///< parties whose facts name it now
    /// Who was told under which pseudonym a party that it succeeded knew the child.
    std::set<Handover> handed_over{};

    [[nodiscard]] bool known_to(const schemas::Party& party) const { return numbers.contains(party.text()); }
    [[nodiscard]] bool was_handed_over(const schemas::Party& to, const std::string& group) const {
        return handed_over.contains({to.text(), group});
    }
};

/// What a statement says that helps to link it.
struct LinkHints {
    schemas::Party source;
    std::optional<base::Date> born;
    std::string residence;
    std::string enrolment;
    bool may_create = true;
    /// The file of facts (`Children::fact_field`) in which the date stands and is kept; empty: a statement.
    std::string file{};
    /// Parties of which the file was before: a local number may be one of theirs.
    std::vector<schemas::Party> formers{};
};

/// The name under which the store keeps facts that a person recorded here; no source can have it, names are slugs. They
/// never grow too old: they only close.
inline constexpr std::string_view own_facts = "(kolk)";

/// The kind of facts that are exceptions: only what was recorded here may be of it, and it counts as long as both of
/// its signatures hold.
inline constexpr std::string_view exception_kind = "uitzondering";

/// The kind of notice by which a successor hears under which pseudonym its predecessor knew a child.
inline constexpr std::string_view succession_notice = "succession";

/// What one file of one source says of this child: the objects of its lines, as FACTS.json has them.
base::Result<boost::json::array> open_fact(const Services& services, const subjects::Subject& subject,
                                           const store::Fact& fact);
/// The text that is sealed for these objects.
std::string fact_text(boost::json::array facts);

/// Why a child is marked (store::Mark): a row of this source names it, and may mean another. It is held until the
/// source was read to its end without such a row.
std::string marked_in_conflict(const std::string& source);
bool is_conflict(const store::Mark& mark);

/// A child, or the reason why the statement waits for a person (`link.unknown-child`, `link.birth-date`,
/// `link.conflict`).
struct Link {
    Child* child = nullptr;
    base::Literal refused;
    std::vector<store::SubjectId> named{};  ///< of a refused statement: every child that its numbers name; held for now
};

/// Whether what is learned of children is kept in the store, or only for as long as these children are looked at.
enum class Learns { for_good, for_now };

/// Links identifiers to children and opens each child once per pass (exact alias, then token of the
/// same kind; never on names or birth dates). Used by the pipeline's thread only, never inside an open transaction but
/// for `save`.
class Children {
public:
    /// Who learns for now begins no transaction, so that the services may look only, and calls neither `save` nor the
    /// `hear` that takes a transaction. New children still get a key (`Services::keys`).
    explicit Children(Services& services, Learns learns = Learns::for_good)
        : services_{services}, learns_{learns}, numbers_{services} {}

    /// Every child that one of these identifiers names.
    base::Result<std::vector<Child*>> named(std::span<const connectors::Identifier> identifiers);
    /// The one child that they name, or nullptr; `link.several` when they name more.
    base::Result<Child*> find(std::span<const connectors::Identifier> identifiers);
    base::Result<Child*> open(const store::SubjectId& id);
    /// The same, or nullptr for an id of which nothing is known any more. A child that became one with another, in
    /// whatever pass, is that other one.
    base::Result<Child*> known(const store::SubjectId& id);
    /// Finds or makes the child and learns what is new about it; `save` makes that durable.
    base::Result<Link> link(std::span<const connectors::Identifier> identifiers, const LinkHints& hints);
    /// Takes in where this statement, which is news, says that the child lives and goes to school. A child that left
    /// a place is marked, and consents that name it end.
    base::Result<void> hear(store::Transaction& transaction, Child& child, const std::string& party,
                            const connectors::Statement& statement);
    /// The same for now, marking nobody.
    void hear(Child& child, const std::string& party, const connectors::Statement& statement);
    /// A record of this child was taken in for now; then it is no longer made one with another.
    void note_record(const store::SubjectId& id) { with_records_.insert(id); }
    /// Takes in who has authority over this child as this file of facts tells it (authority.hpp).
    void hear_authority(Child& child, const std::string& file, const Authority& now);
    /// Takes in whether this file says that the child died. Who told of a death must take it back: what else is silent
    /// of it, or knows no better, does not end it.
    void hear_death(Child& child, const std::string& file, bool deceased);
    /// Whether anything was learned that is not durable yet.
    [[nodiscard]] bool has_news() const { return !changed_.empty() || numbers_.has_news() || !new_numbers_.empty(); }
    /// Writes what was learned; call it in the transaction that uses the child.
    base::Result<void> save(store::Transaction& transaction);
    /// Facts have changed: read them again when next asked, see whose objections are too old to trust, and which
    /// exceptions are open.
    base::Result<void> forget_facts();
    /// The field under which facts of one file are sealed.
    static std::string fact_field(const std::string& source, const std::string& kind);

private:
    base::Result<Child*> became(const store::SubjectId& id);
    base::Result<Child*> create(const LinkHints& hints);
    base::Result<store::SubjectId> fresh_id();
    base::Result<std::vector<Child*>> open(const std::vector<store::SubjectId>& ids);
    base::Result<Child*> unite(const std::vector<store::SubjectId>& ids);
    base::Result<std::string> joined_facts(const subjects::Subject& into, const subjects::Subject& from,
                                           const store::Fact& fact);
    base::Result<bool> has_records(const store::SubjectId& id);
    base::Result<void> absorb(Child& into, const store::SubjectId& from);
    base::Result<void> keep_absorbed(Child& into, const Child& from);
    base::Result<void> save_now();
    base::Result<void> read_facts(Child& child);
    [[nodiscard]] bool may_hold_back_unread(const Child& child) const;
    bool hear(Child& child, const LinkHints& hints, const std::string& teller);
    base::Result<void> read_numbers(Child& child);
    base::Result<void> read_handovers(Child& child);
    base::Result<void> note_numbers(Child& child, std::span<const connectors::Identifier> identifiers,
                                    const schemas::Party& source);
    void learn(Child& child, std::span<const connectors::Identifier> identifiers, const LinkHints& hints);
    [[nodiscard]] bool stale(const std::string& source, const std::string& kind) const;
    base::Result<void> load_fact_sources();
    base::Result<void> distrust(const std::string& source, const std::string& kind);
    base::Result<void> find_exceptions();

    Services& services_;
    Learns learns_;
    std::map<store::SubjectId, Child> children_;
    KnownNumbers numbers_;
    std::set<store::SubjectId> changed_;
    std::set<store::SubjectId> with_records_;  ///< taken in for now
    std::vector<store::OwnNumber> new_numbers_;
    std::deque<store::SubjectId> fresh_ids_;  ///< their data keys are durable, nothing uses them yet
    std::optional<std::vector<store::FactSource>> fact_sources_;
    std::set<store::SubjectId> in_conflict_;
};

}  // namespace kolk::gateway::pipeline
