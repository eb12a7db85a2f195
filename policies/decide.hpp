#pragma once

#include "policies/convenant.hpp"
#include "policies/facts.hpp"
#include "policies/reason.hpp"
#include "schemas/read.hpp"
#include "schemas/record.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

/// What is asked: may this record of `from` go to `to` for `purpose` today?
struct Question {
    const schemas::Record* record = nullptr;
    const schemas::Content* subject = nullptr;  ///< leerling-id fields as the source gave them; may be absent
    Party from;
    Party to;  ///< an empty org: "the right organisation of that role"; what that settles is listed as assumed
    std::string_view purpose;
    const Facts* facts = nullptr;  ///< absent: nothing is known of the child
    Date today;
    /// What `schemas::check` found in the record or its subject block; whoever read them checked them, once.
    std::span<const schemas::Fault> faults{};
    bool known_to_recipient = false;  ///< the recipient itself supplied the child under a number of its own
    /// Only explanations set this: what a bare role, an unknown case or an unknown number leaves open counts as met and
    /// is listed under `assumed`.
    bool explaining = false;
    /// Only explanations of a convenant whose signatures are not at hand set this: it counts as signed, and that is
    /// listed under `assumed`.
    bool signatures_unknown = false;
    /// The subject block names another municipality or school than the asked recipient: a rule that chooses by
    /// residence or enrolment would never have chosen it.
    bool lives_elsewhere = false;
    bool enrolled_elsewhere = false;
    /// Another municipality than the asked recipient answers for youth care of the child. Explanations never tell: no
    /// record says who does, so for a rule that chooses by it the recipient counts as the right one, as assumed.
    bool responsible_elsewhere = false;
    /// Only explanations set these: nothing at hand tells where the child lives, or goes to school, or which of these
    /// the asked recipient is. It counts as the right one, and that is listed under `assumed`.
    bool residence_unknown = false;
    bool enrolment_unknown = false;
    /// Days on which this recipient got records of this type about this child from this sender for this purpose, where
    /// the rule limits that; this exchange itself does not count.
    std::span<const Date> delivered_on{};
    std::optional<Reason> bound_by_source;  ///< a denial that the source's own document demands before our convenant
};

struct WithheldField {
    std::string_view field;  ///< `record.field`
    Reason reason;
};

/// What may go and why not. It points into the convenant and the facts that were asked, and lives as long as they do.
class Decision {
public:
    bool allow = false;
    Reason reason = Reason::deny_role;
    const Rule* rule = nullptr;                ///< nullptr when no rule names the pair
    const Prohibition* prohibition = nullptr;  ///< that gives the reason, if one does
    const Consent* consent = nullptr;          ///< the consent used, if any
    std::vector<const Exception*> exceptions;  ///< under which it may go (`allow.override`)
    std::vector<std::string> assumed;
    std::vector<schemas::Fault> faults;  ///< of a record that fails its schema (`deny.record`)

    [[nodiscard]] std::vector<std::string_view> given() const;  ///< `record.field`, sorted
    /// Of the fields that are given, those that only a consent lets go.
    [[nodiscard]] std::vector<std::string_view> given_under_consent() const;
    /// Every schema field not given, sorted: of the record type, and of the subject block when the question had one.
    [[nodiscard]] std::vector<WithheldField> withheld() const;
    /// Takes back what was allowed: what would have been given is withheld for this reason.
    void take_back(Reason why);

private:
    friend class Deciding;
    /// One block of fields: what nothing keeps back, and what keeps the others.
    struct Side {
        schemas::FieldSet free = 0;       ///< goes when the whole goes
        schemas::FieldSet depends = 0;    ///< on consent
        schemas::FieldSet excluded = 0;   ///< by those who consented
        schemas::FieldSet withdrawn = 0;  ///< with another record type that has the same fields
    };
    template <class Visit>
    void visit(Visit visit) const;
    template <class Visit>
    void visit(const Block& block, const Side& side, Visit visit) const;
    [[nodiscard]] Reason why_withheld(const Block& block, const Side& side, schemas::FieldSet field) const;

    const Plan* plan_ = nullptr;
    const schemas::RecordType* type_ = nullptr;  ///< where there is no plan
    bool with_subject_ = false;
    bool numbers_stay_ = false;
    std::optional<Reason> consent_fault_;
    Side record_;
    Side subject_;
};

/// Pure, total and deterministic: the same arguments give the same decision, every argument gives one, closed by
/// default.
Decision decide(const Convenant& convenant, const Question& question);
/// Why this is denied, with every further reason that holds at once and that something must change for, in the order of
/// the checks; what leaves nothing to ask further (no rule, no membership, a flow that is forbidden, a death) stands
/// last. A consent that only some fields of the record wait for is one of them. Empty where nothing of the kind stands
/// in the way; which fields go is for `decide`.
std::vector<Reason> obstacles(const Convenant& convenant, const Question& question);

/// The decision as `kolk policy explain --json` prints it: decision, reason, rule, given, withheld,
/// assumed, and `faults` for a record that fails its schema.
boost::json::object explain(const Decision& decision);

}  // namespace kolk::policies
