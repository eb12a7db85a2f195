#include "policies/facts.hpp"

#include "policies/members.hpp"

#include <algorithm>
#include <array>

namespace kolk::policies {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 11> fact_words{"born",     "capable",    "authority",        "informed",
                                                      "consents", "objections", "restricted",       "deceased",
                                                      "case",     "cases",      "startkwalificatie"};
constexpr std::array<std::string_view, 3> informed_words{"purpose", "at", "text_version"};
constexpr std::array<std::string_view, 5> case_words{"id", "purpose", "parties", "opened", "closed"};
constexpr std::array<std::string_view, 19> consent_words{
    "consent_id",       "purpose",         "from",         "to",
    "record_types",     "fields_excluded", "given_by",     "given_at",
    "valid_until",      "withdrawn_at",    "withdrawn_by", "giver_role",
    "authority_source", "age_at_giving",   "channel",      "text_version_hash",
    "language",         "evidence_ref",    "recorded_by"};

Consent read_consent(const json::object& object, std::optional<std::string>& fault) {
    Members members{object, "consents", consent_words, fault};
    Consent consent;
    consent.consent_id = members.text("consent_id");
    consent.purpose = members.needed_text("purpose");
    consent.from = members.party("from");
    consent.to = members.party("to");
    consent.record_types = members.texts("record_types").value_or(std::vector<std::string>{});
    consent.fields_excluded = members.texts("fields_excluded").value_or(std::vector<std::string>{});
    consent.given_by = members.texts("given_by").value_or(std::vector<std::string>{});
    consent.given_at = members.date("given_at");
    consent.valid_until = members.date("valid_until");
    consent.withdrawn_at = members.date("withdrawn_at");
    if (std::string person = members.text("withdrawn_by"); !person.empty()) consent.withdrawn_by = {std::move(person)};
    return consent;
}

Informed read_informed(const json::object& object, std::optional<std::string>& fault) {
    Members members{object, "informed", informed_words, fault};
    return {members.needed_text("purpose"), members.needed_date("at")};
}

Case read_case(const json::object& object, std::optional<std::string>& fault) {
    Members members{object, "case", case_words, fault};
    Case found;
    found.purpose = members.needed_text("purpose");
    found.opened = members.needed_date("opened");
    found.closed = members.date("closed");
    for (const std::string& text : members.texts("parties").value_or(std::vector<std::string>{})) {
        const auto party = Party::parse(text);
        if (!party) members.fail_at("parties", "holds something other than ROLE or ROLE:ORG");
        found.parties.push_back(party.value_or(Party{}));
    }
    return found;
}

template <class T, class Stricter>
void take_stricter(std::optional<T>& into, const std::optional<T>& other, Stricter stricter) {
    if (!other) return;
    into = into ? stricter(*into, *other) : *other;
}

template <class T>
void append(std::vector<T>& into, const std::vector<T>& more) {
    into.insert(into.end(), more.begin(), more.end());
}

void add_missing(std::vector<std::string>& into, const std::vector<std::string>& more) {
    for (const std::string& one : more) {
        if (std::find(into.begin(), into.end(), one) == into.end()) into.push_back(one);
    }
}

// Without an id a consent is the same when it says the same of what it is about, who gave it and when.
bool is_same_consent(const Consent& one, const Consent& other) {
    if (!one.consent_id.empty() || !other.consent_id.empty()) return one.consent_id == other.consent_id;
    return one.purpose == other.purpose && one.from == other.from && one.to == other.to &&
           one.record_types == other.record_types && one.given_by == other.given_by && one.given_at == other.given_at;
}

// The same consent told twice counts once, with every limit that either copy knows.
void merge_consent(std::vector<Consent>& into, const Consent& more) {
    const auto earlier = [](Date a, Date b) { return std::min(a, b); };
    const auto same =
        std::find_if(into.begin(), into.end(), [&](const Consent& one) { return is_same_consent(one, more); });
    if (same == into.end()) return into.push_back(more);
    take_stricter(same->withdrawn_at, more.withdrawn_at, earlier);
    take_stricter(same->valid_until, more.valid_until, earlier);
    add_missing(same->fields_excluded, more.fields_excluded);
    add_missing(same->withdrawn_by, more.withdrawn_by);
}

}  // namespace

base::Result<Facts> read_facts(const json::object& object) {
    std::optional<std::string> fault;
    Members members{object, "the facts", fact_words, fault};
    Facts facts;
    facts.born = members.date("born");
    facts.capable = members.boolean("capable");
    facts.authority = members.texts("authority");
    facts.objections = members.texts("objections").value_or(std::vector<std::string>{});
    facts.restricted = members.boolean("restricted").value_or(false);
    facts.deceased = members.boolean("deceased").value_or(false);
    facts.startkwalificatie = members.boolean("startkwalificatie");
    members.objects("informed", [&](const auto& one) { facts.informed.push_back(read_informed(one, fault)); });
    members.objects("consents", [&](const auto& one) { facts.consents.push_back(read_consent(one, fault)); });
    members.object("case", [&](const auto& one) { facts.cases.push_back(read_case(one, fault)); });
    members.objects("cases", [&](const auto& one) { facts.cases.push_back(read_case(one, fault)); });
    facts.case_known = object.contains("case") || object.contains("cases");
    if (fault) {
        return base::failure("facts.unreadable",
                             "the facts of a child cannot be read: " + *fault + "; mend it at its source");
    }
    return facts;
}

void merge(Facts& into, const Facts& more) {
    take_stricter(into.born, more.born, [](Date a, Date b) { return std::max(a, b); });
    take_stricter(into.capable, more.capable, [](bool a, bool b) { return a && b; });
    take_stricter(into.startkwalificatie, more.startkwalificatie, [](bool a, bool b) { return a || b; });
    if (more.authority) {
        if (!into.authority) into.authority.emplace();
        add_missing(*into.authority, *more.authority);
    }
    append(into.informed, more.informed);
    for (const Consent& consent : more.consents) merge_consent(into.consents, consent);
    add_missing(into.objections, more.objections);
    append(into.cases, more.cases);
    append(into.exceptions, more.exceptions);
    into.restricted = into.restricted || more.restricted;
    into.deceased = into.deceased || more.deceased;
    into.case_known = into.case_known || more.case_known;
    into.consents_stale = into.consents_stale || more.consents_stale;
}

}  // namespace kolk::policies
