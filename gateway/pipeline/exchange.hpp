#pragma once

#include "connectors/ports.hpp"
#include "gateway/log/entry.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/services.hpp"
#include "policies/decide.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kolk::gateway::pipeline {

/// One recipient for one purpose, as a rule chooses it for this child. Without an organisation the recipient can't be
/// told (an unknown municipality or school) and the exchange is withheld.
struct Target {
    const policies::Rule* rule = nullptr;
    schemas::Party recipient;
    /// Days on which it got such records about this child, where the rule limits how often.
    std::vector<base::Date> delivered_on{};
};

/// What decides where a record may go.
struct Routing {
    schemas::Party sender;
    std::string record_type;
    const subjects::Profile& profile;
    std::string named_recipient;   ///< branch code, or empty
    std::string recipient_role;    ///< the only role that a dossier is meant for, or empty
    const policies::Facts& facts;  ///< whose cases may have guests
};

/// Every pair and purpose for which a rule in force names this sender and record type.
std::vector<Target> targets_of(const Services& services, const Routing& routing);

/// The recipients to whom two people opened an exception for this child today. Its rule asks for nobody.
std::vector<Target> excepted_targets(const Services& services, const Child& child, const Routing& routing);

/// A record with its subject block, as it is kept sealed until every exchange of it has ended.
struct Kept {
    schemas::Record record;
    schemas::Content subject;
    std::string bound_by_source;

    [[nodiscard]] std::string canonical() const;
    /// What makes a version of the record: its own fields and what its document demands. The subject block tells who it
    /// is about and may differ from one document to the next.
    [[nodiscard]] std::string version_text() const;
    static std::optional<Kept> parse(const std::string& record_type, std::string_view canonical);
};

/// The days of `Target::delivered_on`. Whatever was offered may have arrived and counts, but for this exchange itself.
base::Result<std::vector<base::Date>> deliveries_to(const Services& services, const store::SubjectId& child,
                                                    const Target& target, const schemas::Party& sender,
                                                    const std::string& record_type, const std::string& exchange_id);

/// What this party calls this child for this purpose: an organisation that the directory names, and
/// a purpose of the convenant.
base::Result<std::string> partner_pseudonym(const Services& services, const subjects::Subject& subject,
                                            const schemas::Party& party, const std::string& purpose);

/// Decides now, for an exchange that exists or is about to.
policies::Decision decide_now(const Services& services, const Child& child, const Kept& kept, const Target& target,
                              const schemas::Party& sender);

/// The next day on which time alone may change that decision.
std::optional<base::Date> next_change(const Services& services, const Child& child, const Kept& kept,
                                      const Target& target, const schemas::Party& sender);

/// The projection: the values of the given fields, by `record.field`, as the rule transforms them. Built up from the
/// rule's names, never cut down.
schemas::Content project(const Kept& kept, const policies::Decision& decision, base::Date today);

/// Keyed digest of a projection, hexadecimal: it tells equal content of one child, and nothing else.
std::string projection_digest(const Services& services, const Child& child, const schemas::Content& projection);

/// Whether another decision on the record goes under this exchange: the same version, or a newer one. Under its old id
/// a receiver knows the same version again; a newer version replaces only what never went.
bool takes_over(const store::Exchange& exchange, bool same_version);

/// The state that a decision puts an exchange in.
store::ExchangeState state_after(const policies::Decision& decision);

/// Everything of a log entry that follows from the exchange, the decision and the convenant.
log::EntryFields entry_fields(const Services& services, std::string kind, const store::Exchange& exchange,
                              const policies::Decision& decision, const std::string& subject_pseudonym);

}  // namespace kolk::gateway::pipeline
