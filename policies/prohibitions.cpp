#include "policies/convenant.hpp"
#include "policies/purpose_rows.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

namespace kolk::policies {
namespace {

using base::holds;

// An exception has its own statute, a right is the person's own, and a total tells of no child.
std::vector<std::string> purposes_that_consent_gates() {
    std::vector<std::string> found;
    for (const std::string_view id : schemas::purpose_ids()) {
        const Kind kind = row_of_purpose(id).kind;
        if (kind == Kind::flow || kind == Kind::elsewhere) found.emplace_back(id);
    }
    return found;
}

std::vector<std::string> roles_outside(const std::vector<std::string>& inside) {
    std::vector<std::string> found;
    for (const std::string_view role : schemas::role_ids()) {
        if (std::ranges::find(inside, role) == inside.end()) found.emplace_back(role);
    }
    found.emplace_back(gateway_role);
    return found;
}

std::vector<Prohibition> written_in_law() {
    Prohibition k2;
    k2.id = "K2";
    k2.from = {"swv-po", "swv-vo"};
    k2.never_mind = {"school", "so-vso", "ouder"};
    k2.records = {"tlv-aanvraag", "tlv-besluit"};
    k2.consent_lifts = true;
    k2.reason = Reason::deny_third_party;

    Prohibition k3;
    k3.id = "K3";
    k3.to = {"swv-po", "swv-vo"};
    k3.records = {"leerling-id"};
    k3.reason = Reason::deny_bsn;

    Prohibition never_held = k3;
    never_held.to = {};
    never_held.from = {"swv-po", "swv-vo"};

    Prohibition k4;
    k4.id = "K4";
    k4.to = {"jgz"};
    k4.records = {"leerling-id"};
    k4.reason = Reason::deny_bsn;

    const std::vector<std::string> sick{"ziek",      "ziekte",    "ziekmelding", "ziekgemeld", "ziekteverzuim",
                                        "schorsing", "geschorst", "11c",         "11d"};
    const auto speaks_of_sickness = [&sick](std::string record, std::string field) {
        return FieldIs{.record = std::move(record), .field = std::move(field), .values = sick, .by_word = true};
    };
    // Absence of which nothing tells that it is unauthorised: the other types are so by themselves.
    const FieldIs not_told_unauthorised{"verzuimmelding", "grondslag", {"ongeoorloofd"}, true};
    const FieldIs of_no_such_type{"verzuimmelding", "type", {"16u-4w", "lrv", "luxe", "18plus"}, true};
    // Of the list in convenant 3 all but these are sickness or suspension, and what is no word of that list is not
    // known to be harmless.
    const FieldIs unknown_reason{"verzuimmelding", "reden", {"leertijdvermindering", "verlof", "onbekend"}, true, true};

    Prohibition k5;
    k5.id = "K5";
    k5.to = {"leerplicht", "doorstroompunt", "duo"};
    k5.records = {"verzuimmelding"};
    k5.when = {speaks_of_sickness("verzuimmelding", "reden")};
    k5.reason = Reason::deny_sickleave;

    Prohibition k5_unknown = k5;
    k5_unknown.when = {unknown_reason, not_told_unauthorised, of_no_such_type};

    Prohibition k5_given = k5;
    k5_given.when = {unknown_reason};
    k5_given.where_given = true;

    Prohibition k5_by_background = k5;
    k5_by_background.when = {speaks_of_sickness("verzuimmelding", "achtergrond")};

    // Leerplichtwet 1969, article 11 under c and d: suspended, or ill.
    Prohibition k5_by_article = k5;
    k5_by_article.when = {{"verzuimmelding", "lpw_grond", {"11c", "11d"}}};

    // Authorised absence of which nothing tells that it is neither of these, or absence of which not even that is told.
    const FieldIs no_other_reason{"verzuimmelding", "reden", {"leertijdvermindering", "verlof"}, true};
    Prohibition k5_unexplained = k5;
    k5_unexplained.when = {{"verzuimmelding", "grondslag", {"geoorloofd"}}, no_other_reason};
    Prohibition k5_untold = k5;
    k5_untold.when = {not_told_unauthorised, of_no_such_type, no_other_reason};

    Prohibition k5_at_home = k5;
    k5_at_home.records = {"thuiszittersmelding"};
    k5_at_home.when = {{"thuiszittersmelding", "risico_grond", {"11c", "11d"}}};

    Prohibition k5_by_cause = k5_at_home;
    k5_by_cause.when = {speaks_of_sickness("thuiszittersmelding", "oorzaak_code")};

    Prohibition k5_by_factor = k5_at_home;
    k5_by_factor.when = {speaks_of_sickness("thuiszittersmelding", "factor_codes")};

    // convenant 7.3: structural authorised absence by 11c, 11d or WEC 12, of which the last alone is harmless. In short
    // the ground is not told.
    Prohibition k5_at_risk = k5_at_home;
    k5_at_risk.records = {"thuiszittersmelding", "thuiszittersmelding-kern"};
    k5_at_risk.when = {{"thuiszittersmelding", "categorie", {"risico"}},
                       {"thuiszittersmelding", "risico_grond", {"wec12"}, true}};

    Prohibition k5_counts = k5;
    k5_counts.records = {"mazl-vraag"};
    k5_counts.when = {};

    // Texts and codes in which it may be told as well.
    std::vector<Prohibition> k5_in_words;
    for (const auto& [record, field] : {std::pair{"verzuimmelding", "acties_school"},
                                        {"verzuimmelding", "interventie_school"},
                                        {"thuiszittersmelding", "volgende_actie"},
                                        {"thuiszittersmelding", "uitkomst"},
                                        {"blokkade", "blokkade_code"},
                                        {"afspraken", "actie"}}) {
        Prohibition& one = k5_in_words.emplace_back(k5);
        one.records.clear();
        one.when = {speaks_of_sickness(record, field)};
        one.where_given = true;
    }

    Prohibition k6;
    k6.id = "K6";
    k6.records = {"mazl-advies", "jgz-contactmoment"};
    k6.consent_lifts = true;
    k6.reason = Reason::deny_secrecy;

    // convenant 3: what leaves youth care goes with consent, whoever hands it on.
    Prohibition k6_of_provider = k6;
    k6_of_provider.records = {"behandel-terugkoppeling"};
    k6_of_provider.purposes = purposes_that_consent_gates();

    const std::vector<std::string> chain_of_care{"gemeente-jeugd", "jeugdhulpaanbieder"};
    Prohibition k6_out_of_the_chain = k6_of_provider;
    k6_out_of_the_chain.records = {"jeugdhulp-status"};
    k6_out_of_the_chain.from = chain_of_care;
    k6_out_of_the_chain.never_mind = chain_of_care;

    Prohibition k6_beside_the_chain = k6_of_provider;
    k6_beside_the_chain.records = {"jeugdhulp-status"};
    k6_beside_the_chain.from = roles_outside(chain_of_care);

    // Chain data of youth care has four aims in the Jeugdwet (par. 7.4), none of them education; consent does not widen
    // the task of a municipality.
    Prohibition k7;
    k7.id = "K7";
    k7.never_mind = {"gemeente-jeugd", "jeugdhulpaanbieder"};
    k7.records = {"jeugdhulp-toewijzing"};
    k7.reason = Reason::deny_basis;

    // convenant 3: class S, never leaves leerplicht through this gateway.
    Prohibition criminal;
    criminal.id = "S";
    criminal.records = {"leerplicht-handhaving"};
    criminal.reason = Reason::deny_criminal;

    std::vector<Prohibition> all{k2,
                                 k3,
                                 never_held,
                                 k4,
                                 k5,
                                 k5_unknown,
                                 k5_given,
                                 k5_by_background,
                                 k5_by_article,
                                 k5_unexplained,
                                 k5_untold,
                                 k5_at_home,
                                 k5_by_cause,
                                 k5_by_factor,
                                 k5_at_risk,
                                 k5_counts,
                                 k6,
                                 k6_of_provider,
                                 k6_out_of_the_chain,
                                 k6_beside_the_chain,
                                 k7,
                                 criminal};
    all.insert(all.end(), k5_in_words.begin(), k5_in_words.end());
    return all;
}

// ---- convenant 7.1: between whom a national number may go ----

using Roles = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> schools{"school", "so-vso", "mbo"};
constexpr std::array<std::string_view, 2> compulsory_education{"leerplicht", "doorstroompunt"};
constexpr std::array<std::string_view, 3> municipality{"gemeente-jeugd", "leerplicht", "doorstroompunt"};
constexpr std::array<std::string_view, 1> youth_municipality{"gemeente-jeugd"};
constexpr std::array<std::string_view, 1> providers{"jeugdhulpaanbieder"};
constexpr std::array<std::string_view, 1> duo{"duo"};
constexpr std::array<std::string_view, 1> doctor{"jgz-5a-arts"};
constexpr std::array<std::string_view, 1> leerplicht{"leerplicht"};
// By the statute that makes others inform them.
constexpr std::array<std::string_view, 2> protection{"gi", "veilig-thuis"};
constexpr std::array<std::string_view, 2> persons{"ouder", "jeugdige"};
constexpr std::array<std::string_view, 8> takes_from_person{
    "school", "so-vso", "mbo", "gemeente-jeugd", "leerplicht", "doorstroompunt", "jeugdhulpaanbieder", "duo"};
// Who holds one in its own right, and so may give it to the person, and to who protects a child.
constexpr std::array<std::string_view, 12> holders{
    "school", "so-vso", "mbo", "gemeente-jeugd", "leerplicht",   "doorstroompunt",
    "duo",    "gi",     "jgz", "jgz-5a-arts",    "veilig-thuis", "jeugdhulpaanbieder"};
constexpr std::array<std::string_view, 1> gateway{gateway_role};

struct Road {
    Roles from, to;
};
constexpr std::array roads{Road{schools, schools},
                           Road{schools, compulsory_education},
                           Road{compulsory_education, schools},
                           Road{schools, duo},
                           Road{duo, schools},
                           Road{duo, compulsory_education},
                           Road{municipality, municipality},
                           Road{youth_municipality, providers},
                           Road{providers, youth_municipality},
                           Road{doctor, leerplicht},
                           Road{holders, protection},
                           Road{persons, protection},
                           Road{holders, persons},
                           Road{gateway, persons},
                           Road{persons, takes_from_person}};

using Roads = std::set<std::pair<std::string_view, std::string_view>>;

Roads roads_of_numbers() {
    Roads all;
    for (const Road& road : roads) {
        for (const std::string_view from : road.from) {
            for (const std::string_view to : road.to) all.emplace(from, to);
        }
    }
    return all;
}

bool speaks_of(const std::vector<std::string>& names, std::string_view name) {
    return names.empty() || holds(names, name);
}

}  // namespace

std::span<const Prohibition> prohibitions_of_law() {
    static const std::vector<Prohibition> all = written_in_law();
    return all;
}

bool bars_numbers(std::string_view from, std::string_view to) {
    static const Roads all = roads_of_numbers();
    return !all.contains({from, to});
}

bool concerns_records(const Prohibition& prohibition, const Flow& flow) {
    if (prohibition.consent_lifts && flow.needs_consent) return false;
    return speaks_of(prohibition.purposes, flow.purpose) && speaks_of(prohibition.records, flow.record_type);
}

bool concerns_roles(const Prohibition& prohibition, const Flow& flow) {
    return speaks_of(prohibition.from, flow.from) && speaks_of(prohibition.to, flow.to) &&
           !holds(prohibition.never_mind, flow.to);
}

bool concerns(const Prohibition& prohibition, const Flow& flow) {
    return concerns_records(prohibition, flow) && concerns_roles(prohibition, flow);
}

}  // namespace kolk::policies
