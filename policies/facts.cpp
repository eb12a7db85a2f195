#include "policies/facts.hpp"

#include "policies/consent_copies.hpp"
#include "policies/members.hpp"
#include "schemas/base/texts.hpp"
#include "schemas/record_types.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace kolk::policies {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 14> fact_words{
    "born",       "capable",  "authority", "authority_since", "informed",          "consents",  "objections",
    "restricted", "deceased", "case",      "cases",           "startkwalificatie", "providers", "address_secret"};
constexpr std::array<std::string_view, 3> provider_words{"party", "from", "until"};
constexpr std::array<std::string_view, 4> informed_words{"purpose", "at", "text_version", "by"};
constexpr std::array<std::string_view, 5> case_words{"id", "purpose", "parties", "opened", "closed"};
// Those of contract and convenant 4.3, which has longer names for some.
constexpr std::array<std::string_view, 26> consent_words{"consent_id",
                                                         "purpose",
                                                         "purpose_id",
                                                         "from",
                                                         "from_role",
                                                         "from_org",
                                                         "to",
                                                         "to_role",
                                                         "to_org",
                                                         "record_types",
                                                         "fields_excluded",
                                                         "given_by",
                                                         "giver_key",
                                                         "given_at",
                                                         "valid_until",
                                                         "withdrawn_at",
                                                         "withdrawn_by",
                                                         "giver_role",
                                                         "authority_source",
                                                         "age_at_giving",
                                                         "channel",
                                                         "text_version_hash",
                                                         "language",
                                                         "evidence_ref",
                                                         "recorded_by",
                                                         "data_subject_key"};

bool is_among(std::span<const std::string_view> known, std::string_view text) {
    return std::find(known.begin(), known.end(), text) != known.end();
}

// What is misspelt would be about nothing: a withdrawal or an objection of nothing holds nothing back.
void check_purpose(Members& members, std::string_view key, std::string_view purpose) {
    if (!is_among(schemas::purpose_ids(), purpose))
        members.fail_at(key, "is no purpose of the convenant" + schemas::did_you_mean(purpose, schemas::purpose_ids()));
}

void check_role(Members& members, std::string_view key, const Party& party) {
    if (party.role != gateway_role && !is_among(schemas::role_ids(), party.role))
        members.fail_at(key, "names a role that the convenant does not know" +
                                 schemas::did_you_mean(party.role, schemas::role_ids()));
}

/// `RECORD.FIELD`, or `FIELD` for every record type of this consent that has it.
std::vector<std::string> fields_meant(std::string_view text, const std::vector<std::string>& record_types) {
    std::vector<std::string> meant;
    const auto dot = text.find('.');
    for (const std::string& id :
         dot == std::string_view::npos ? record_types : std::vector{std::string{text.substr(0, dot)}}) {
        const std::string_view field = dot == std::string_view::npos ? text : text.substr(dot + 1);
        const auto* type = schemas::find_record_type(id);
        if (type != nullptr && type->find(field) != nullptr) meant.push_back(id + '.' + std::string{field});
    }
    return meant;
}

void read_types(Members& members, Consent& consent) {
    consent.record_types = members.texts("record_types").value_or(std::vector<std::string>{});
    for (const std::string& type : consent.record_types) {
        if (schemas::find_record_type(type) == nullptr) members.fail_at("record_types", "holds no known record type");
    }
    for (const std::string& field : members.texts("fields_excluded").value_or(std::vector<std::string>{})) {
        const std::vector<std::string> meant = fields_meant(field, consent.record_types);
        if (meant.empty()) members.fail_at("fields_excluded", "holds what is no field, as RECORD.FIELD or FIELD");
        consent.fields_excluded.insert(consent.fields_excluded.end(), meant.begin(), meant.end());
    }
}

/// `from: ROLE:ORG`, or `from_role` with `from_org`.
Party read_end(Members& members, std::string_view key) {
    const std::string role = std::string{key} + "_role";
    const std::string org = std::string{key} + "_org";
    if (!members.has(role) && !members.has(org)) return members.party(key);
    if (members.has(key)) members.fail_at(key, "stands there twice, in two forms");
    const std::string named = members.text(org);
    const auto party = Party::parse(members.needed_text(role) + (named.empty() ? "" : ':' + named));
    if (!party) members.fail_at(role, "and its organisation are no party");
    return party.value_or(Party{});
}

Consent read_consent(const json::object& object, std::optional<std::string>& fault) {
    Members members{object, "consents", consent_words, fault};
    Consent consent;
    consent.consent_id = members.text("consent_id");
    consent.purpose = members.needed_text(members.only_one_of("purpose", "purpose_id"));
    consent.from = read_end(members, "from");
    consent.to = read_end(members, "to");
    read_types(members, consent);
    check_purpose(members, "purpose", consent.purpose);
    check_role(members, "from", consent.from);
    check_role(members, "to", consent.to);
    if (members.only_one_of("given_by", "giver_key") == "given_by") {
        consent.given_by = members.texts("given_by").value_or(std::vector<std::string>{});
    } else {
        consent.given_by = {members.needed_text("giver_key")};
    }
    consent.given_at = members.date("given_at");
    consent.valid_until = members.date("valid_until");
    consent.withdrawn_at = members.date("withdrawn_at");
    if (std::string person = members.text("withdrawn_by"); !person.empty()) consent.withdrawn_by = {std::move(person)};
    if (!consent.withdrawn_by.empty() && !consent.withdrawn_at)
        members.fail_at("withdrawn_by", "says who withdrew, but withdrawn_at does not say when");
    return consent;
}

Informed read_informed(const json::object& object, std::optional<std::string>& fault) {
    Members members{object, "informed", informed_words, fault};
    Informed informed{members.needed_text("purpose"), members.needed_date("at")};
    check_purpose(members, "purpose", informed.purpose);
    if (!members.has("by")) return informed;
    informed.by = members.party("by");
    check_role(members, "by", *informed.by);
    return informed;
}

Provider read_provider(const json::object& object, std::optional<std::string>& fault) {
    Members members{object, "providers", provider_words, fault};
    Provider found{members.party("party"), members.date("from"), members.date("until")};
    if (found.party.role != "jeugdhulpaanbieder" || found.party.org.empty())
        members.fail_at("party", "is no provider of the form jeugdhulpaanbieder:ORG");
    if (found.from && found.until && *found.until < *found.from) members.fail_at("until", "lies before its begin");
    return found;
}

bool came_back(const Provider& left, const Provider& one, Date day) {
    return one.from && *left.until < *one.from && *one.from <= day && (!one.until || day <= *one.until);
}

// A source that knows of no end tells perhaps of the same allocation as one that does: then that end counts.
bool has_no_end(const Facts& facts, const Provider& one) {
    return one.from && !one.until && std::ranges::none_of(facts.providers, [&](const Provider& other) {
               return other.party == one.party && other.from == one.from && other.until;
           });
}

/// Whether this one overlaps the one that ended, or follows at once, and ends later. Where both begin on one day it is
/// perhaps the same, of which one source knows that it was cut short.
bool outlasts(const Facts& facts, const Provider& left, const Provider& one) {
    if (one.from && base::add_days(*left.until, 1) < *one.from) return false;
    if (one.until) return *left.until < *one.until && (!one.from || one.from != left.from);
    return has_no_end(facts, one) && left.from && *left.from < *one.from;
}

Case read_case(const json::object& object, std::optional<std::string>& fault) {
    Members members{object, "case", case_words, fault};
    Case found;
    found.id = members.text("id");
    found.purpose = members.needed_text("purpose");
    check_purpose(members, "purpose", found.purpose);
    found.opened = members.needed_date("opened");
    found.closed = members.date("closed");
    for (const std::string& text : members.texts("parties").value_or(std::vector<std::string>{})) {
        const auto party = Party::parse(text);
        if (!party) members.fail_at("parties", "holds something other than ROLE or ROLE:ORG");
        found.parties.push_back(party.value_or(Party{}));
        check_role(members, "parties", found.parties.back());
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

Date earlier(Date a, Date b) {
    return std::min(a, b);
}

void settle(Facts& facts, const std::string& consent_id) {
    std::vector<Consent> copies;
    std::ranges::copy_if(facts.told, std::back_inserter(copies),
                         [&](const Consent& copy) { return copy.consent_id == consent_id; });
    const auto is_it = [&](const Consent& consent) { return consent.consent_id == consent_id; };
    const auto place = std::ranges::find_if(facts.consents, is_it) - facts.consents.begin();
    std::erase_if(facts.consents, is_it);
    const std::vector<Consent> all = agreed(copies);
    facts.consents.insert(facts.consents.begin() + place, all.begin(), all.end());
}

void add_told(Facts& facts, const Consent& copy) {
    add_copy(facts.told, copy);
    settle(facts, copy.consent_id);
}

// A copy that was opened again after the other had closed is another meeting of that name.
void close_with(Case& one, const Case& other) {
    if (other.closed && one.opened <= *other.closed) take_stricter(one.closed, other.closed, earlier);
}

void merge_case(std::vector<Case>& into, Case more) {
    for (Case& one : into) {
        if (more.id.empty() || one.id != more.id || one.purpose != more.purpose) continue;
        close_with(more, one);
        close_with(one, more);
    }
    into.push_back(std::move(more));
}

// Who says that a child is capable and who says that it is not may each be right: then both it and its representatives
// are asked.
void merge_capable(Facts& into, const Facts& more) {
    const bool disagree = into.capable && more.capable && *into.capable != *more.capable;
    into.capable_disputed = into.capable_disputed || more.capable_disputed || disagree;
    if (!into.capable) into.capable = more.capable;
    if (into.capable_disputed) into.capable = true;
}

bool tells_in_parts(const Facts& facts, const Consent& more) {
    return std::ranges::any_of(facts.told, [&more](const Consent& one) { return is_in_parts(one, more); });
}

}  // namespace

base::Result<Facts> read_facts(const json::object& object) {
    std::optional<std::string> fault;
    Members members{object, "the facts", fact_words, fault};
    Facts facts;
    facts.born = members.date("born");
    facts.capable = members.boolean("capable");
    facts.authority = members.texts("authority");
    if (facts.authority && base::holds(*facts.authority, "jeugdige"))
        members.fail_at("authority", "names the young person, who has none over itself");
    if (const auto since = members.date("authority_since")) facts.authority_since.insert(*since);
    facts.objections = members.texts("objections").value_or(std::vector<std::string>{});
    for (const std::string& purpose : facts.objections) check_purpose(members, "objections", purpose);
    facts.restricted = members.boolean("restricted").value_or(false);
    facts.deceased = members.boolean("deceased");
    facts.startkwalificatie = members.boolean("startkwalificatie");
    facts.address_secret = members.boolean("address_secret").value_or(false);
    members.objects("informed", [&](const auto& one) { facts.informed.push_back(read_informed(one, fault)); });
    bool in_parts = false;
    members.objects("consents", [&](const auto& one) {
        Consent consent = read_consent(one, fault);
        if (consent.consent_id.empty()) return facts.consents.push_back(std::move(consent));
        in_parts = in_parts || tells_in_parts(facts, consent);
        add_told(facts, consent);
    });
    members.objects("providers", [&](const auto& one) { facts.providers.push_back(read_provider(one, fault)); });
    members.object("case", [&](const auto& one) { merge_case(facts.cases, read_case(one, fault)); });
    members.objects("cases", [&](const auto& one) { merge_case(facts.cases, read_case(one, fault)); });
    facts.case_known = object.contains("case") || object.contains("cases");
    if (fault) {
        return base::failure("facts.unreadable",
                             "the facts of a child cannot be read: " + *fault + "; mend it at its source");
    }
    if (in_parts) {
        return base::failure(told_in_parts,
                             "the facts of a child hold one consent_id twice with other givers or record types; write "
                             "one consent once, with all of them");
    }
    return facts;
}

bool tells_in_parts(const Facts& facts, const Facts& more) {
    return std::ranges::any_of(more.told, [&facts](const Consent& one) { return tells_in_parts(facts, one); });
}

bool care_has_ended(const Facts& facts, const Party& provider, Date day) {
    return std::ranges::any_of(facts.providers, [&](const Provider& left) {
        if (left.party != provider || !left.until || day <= *left.until) return false;
        return std::ranges::none_of(facts.providers, [&](const Provider& one) {
            return one.party == provider && (came_back(left, one, day) || outlasts(facts, left, one));
        });
    });
}

void merge(Facts& into, const Facts& more) {
    take_stricter(into.born, more.born, [](Date a, Date b) { return std::max(a, b); });
    merge_capable(into, more);
    take_stricter(into.startkwalificatie, more.startkwalificatie, [](bool a, bool b) { return a || b; });
    if (more.authority) {
        if (!into.authority) into.authority.emplace();
        add_missing(*into.authority, *more.authority);
    }
    into.authority_since.insert(more.authority_since.begin(), more.authority_since.end());
    append(into.informed, more.informed);
    append(into.providers, more.providers);
    for (const Consent& consent : more.consents) {
        if (consent.consent_id.empty()) add_unnamed(into.consents, consent);
    }
    for (const Consent& copy : more.told) add_told(into, copy);
    add_missing(into.objections, more.objections);
    for (const Case& one : more.cases) merge_case(into.cases, one);
    append(into.exceptions, more.exceptions);
    into.restricted = into.restricted || more.restricted;
    if (more.deceased) into.deceased = into.deceased.value_or(false) || *more.deceased;
    into.address_secret = into.address_secret || more.address_secret;
    into.case_known = into.case_known || more.case_known;
    into.consents_stale = into.consents_stale || more.consents_stale;
}

}  // namespace kolk::policies
