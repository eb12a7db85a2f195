#include "policies/facts.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace kolk::policies {
namespace {

namespace json = boost::json;
using base::Error;

using Words = std::span<const std::string_view>;

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

// A child has a handful of consents; a thousand is a fault or an attack.
constexpr std::size_t longest_list = 1000;
constexpr std::size_t longest_text = 200;

// Reads the members of one JSON object and remembers the first fault; every accessor is then harmless.
class Members {
public:
    Members(const json::object& object, std::string where, Words known, std::optional<Error>& fault)
        : object_{object}, where_{std::move(where)}, fault_{fault} {
        for (const auto& member : object_) {
            if (std::find(known.begin(), known.end(), std::string_view{member.key()}) == known.end())
                fail("has a key that is not known there; known keys stand in policies/README.md");
        }
    }

    [[nodiscard]] std::string text(std::string_view key) {
        const json::value* value = find(key);
        if (value == nullptr) return {};
        if (!value->is_string() || value->get_string().size() > longest_text) {
            fail_at(key, "is no short text");
            return {};
        }
        return std::string{value->get_string()};
    }

    [[nodiscard]] std::string needed_text(std::string_view key) {
        std::string found = text(key);
        if (found.empty()) fail_at(key, "is missing or empty");
        return found;
    }

    [[nodiscard]] std::optional<Date> date(std::string_view key) {
        if (find(key) == nullptr) return std::nullopt;
        const auto day = base::parse_date(text(key));
        if (!day) fail_at(key, "is no date of the form 2026-11-22");
        return day;
    }

    [[nodiscard]] Date needed_date(std::string_view key) {
        if (find(key) == nullptr) fail_at(key, "is missing");
        return date(key).value_or(Date{});
    }

    [[nodiscard]] std::optional<bool> boolean(std::string_view key) {
        const json::value* value = find(key);
        if (value == nullptr) return std::nullopt;
        if (!value->is_bool()) {
            fail_at(key, "is neither true nor false");
            return std::nullopt;
        }
        return value->get_bool();
    }

    [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view key) {
        const json::array* list = array(key);
        if (list == nullptr) return std::nullopt;
        std::vector<std::string> found;
        for (const json::value& item : *list) {
            if (!item.is_string() || item.get_string().size() > longest_text) {
                fail_at(key, "holds something other than short texts");
                return std::nullopt;
            }
            found.emplace_back(item.get_string());
        }
        return found;
    }

    [[nodiscard]] Party party(std::string_view key) {
        const auto found = Party::parse(needed_text(key));
        if (!found) fail_at(key, "is no party of the form ROLE or ROLE:ORG");
        return found.value_or(Party{});
    }

    template <class Read>
    void objects(std::string_view key, Read read) {
        const json::array* list = array(key);
        if (list == nullptr) return;
        for (const json::value& item : *list) object_at(item, key, read);
    }

    template <class Read>
    void object(std::string_view key, Read read) {
        const json::value* value = find(key);
        if (value != nullptr) object_at(*value, key, read);
    }

    void fail_at(std::string_view key, std::string_view what) {
        fail("." + std::string{key} + " " + std::string{what});
    }

private:
    template <class Read>
    void object_at(const json::value& value, std::string_view key, Read read) {
        if (!value.is_object()) return fail_at(key, "holds something other than an object");
        read(value.get_object());
    }

    [[nodiscard]] const json::array* array(std::string_view key) {
        const json::value* value = find(key);
        if (value == nullptr) return nullptr;
        if (!value->is_array() || value->get_array().size() > longest_list) {
            fail_at(key, "is no list, or a list that is too long");
            return nullptr;
        }
        return &value->get_array();
    }

    // Null counts as absent, as everywhere.
    [[nodiscard]] const json::value* find(std::string_view key) const {
        const json::value* value = object_.if_contains(key);
        return value == nullptr || value->is_null() ? nullptr : value;
    }

    void fail(const std::string& what) {
        if (fault_) return;
        const bool member = what.starts_with('.');
        fault_ = base::failure("facts.unreadable", "the facts of a child cannot be read: " + where_ +
                                                       (member ? what : " " + what) + "; mend it at its source");
    }

    const json::object& object_;
    std::string where_;
    std::optional<Error>& fault_;
};

Consent read_consent(const json::object& object, std::optional<Error>& fault) {
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

Informed read_informed(const json::object& object, std::optional<Error>& fault) {
    Members members{object, "informed", informed_words, fault};
    return {members.needed_text("purpose"), members.needed_date("at")};
}

Case read_case(const json::object& object, std::optional<Error>& fault) {
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
    std::optional<Error> fault;
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
    if (fault) return *fault;
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
    into.restricted = into.restricted || more.restricted;
    into.deceased = into.deceased || more.deceased;
    into.case_known = into.case_known || more.case_known;
    into.consents_stale = into.consents_stale || more.consents_stale;
}

}  // namespace kolk::policies
