#include "gateway/consents/inbox.hpp"

#include "gateway/log/entry.hpp"
#include "gateway/pipeline/under_consent.hpp"
#include "policies/reason.hpp"

#include <algorithm>

namespace kolk::gateway::consents {
namespace {

using base::Result;
using pipeline::Child;
using pipeline::Services;
namespace json = boost::json;

const std::string consent_kind = "toestemming";

base::Error unreadable() {
    return base::failure("withdrawal.unreadable",
                         "a withdrawal that was recorded here cannot be opened and was not taken in; its file stays in "
                         "`withdrawals` of the state folder: record it again and remove that file");
}

json::array texts(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}

json::object object_of(const policies::Consent& consent, const std::string& by) {
    json::object all{{"purpose", consent.purpose},
                     {"from", consent.from.text()},
                     {"to", consent.to.text()},
                     {"record_types", texts(consent.record_types)},
                     {"fields_excluded", texts(consent.fields_excluded)},
                     {"given_by", texts(consent.given_by)},
                     {"withdrawn_by", by}};
    if (!consent.consent_id.empty()) all["consent_id"] = consent.consent_id;
    if (consent.given_at) all["given_at"] = base::format_date(*consent.given_at);
    if (consent.valid_until) all["valid_until"] = base::format_date(*consent.valid_until);
    if (consent.withdrawn_at) all["withdrawn_at"] = base::format_date(*consent.withdrawn_at);
    return all;
}

/// What is known of this child from here, with this fact; once.
Result<json::array> facts_with(const Services& services, const Child& child, const json::object& fact) {
    auto all = pipeline::own_facts_of(services, child, consent_kind);
    if (!all) return all.error();
    const json::value added = fact;
    if (std::find(all->begin(), all->end(), added) == all->end()) all->push_back(added);
    return all;
}

std::vector<log::Entry> entries_of(const Services& services, const json::object& withdrawal,
                                   const std::string& pseudonym) {
    std::vector<log::Entry> entries;
    for (const json::value& consent : withdrawal.at("fact").at("consents").get_array()) {
        log::EntryFields fields;
        fields.kind = "facts";
        fields.at = services.clock.now();
        fields.subject = pseudonym;
        fields.from = withdrawal.at("party").get_string();
        fields.purpose = consent.at("purpose").get_string();
        if (const auto* id = consent.get_object().if_contains("consent_id")) fields.consent_id = id->get_string();
        fields.reason = policies::code_of(policies::Reason::deny_consent_withdrawn);
        entries.push_back(log::write_entry(fields));
    }
    return entries;
}

Result<void> take_in(Services& services, const Child& child, const schemas::Content& withdrawal) {
    auto facts = facts_with(services, child, withdrawal.find("fact")->get_object());
    if (!facts) return facts.error();
    const auto pseudonym = services.subjects.log_pseudonym(child.subject, services.clock.now());
    if (!pseudonym) return pseudonym.error();
    auto begun = services.store.begin();
    if (!begun) return begun.error();
    const store::Fact row = pipeline::own_fact_row(services, child, consent_kind, std::move(*facts));
    if (const auto put = (*begun)->put(row); !put) return put.error();
    const store::Mark mark{child.subject.id, std::string{pipeline::marked_withdrawn}, services.clock.now()};
    if (const auto put = (*begun)->put(mark); !put) return put.error();
    const auto entries = entries_of(services, withdrawal.reveal(), *pseudonym);
    if (const auto appended = (*begun)->append(entries); !appended) return appended.error();
    return (*begun)->commit();
}

}  // namespace

Inbox::Inbox(const std::filesystem::path& state) : sealed_{state / "withdrawals", "withdrawal", unreadable()} {
}

Result<void> Inbox::put(Services& services, const subjects::Subject& child, const Withdrawal& withdrawal) {
    json::array consents;
    for (const policies::Consent& one : withdrawal.consents) consents.push_back(object_of(one, withdrawal.by));
    json::object fact;
    fact["consents"] = std::move(consents);
    return sealed_.put(services, child, schemas::Content{{{"party", withdrawal.party}, {"fact", std::move(fact)}}});
}

Result<void> Inbox::take(Services& services, pipeline::Children& children) const {
    return sealed_.take(services, children, [&](Child& child, const schemas::Content& withdrawal) {
        return take_in(services, child, withdrawal);
    });
}

}  // namespace kolk::gateway::consents
