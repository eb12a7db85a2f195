#include "policies/register.hpp"

#include "policies/condition_text.hpp"
#include "policies/signers.hpp"
#include "schemas/base/texts.hpp"
#include "schemas/titles.hpp"

#include <algorithm>
#include <map>

namespace kolk::policies {
namespace {

using base::joined;
using Texts = std::vector<std::string>;
using schemas::Sensitivity;

std::vector<Party> members_of(const Convenant& convenant, const std::vector<std::string>& roles, Date day) {
    std::vector<Party> all;
    for (const std::string& role : roles) {
        const auto members = convenant.members_in(role, day);
        all.insert(all.end(), members.begin(), members.end());
    }
    return all;
}

// A field that speaks of a parent is named after one; `gezag` lists those with authority.
bool speaks_of_parents(std::string_view field) {
    return field.find("ouder") != std::string_view::npos || field == "gezag";
}

std::vector<std::string_view> people_in(const Rule& rule) {
    bool parents = false;
    bool staff = false;
    for (const auto& [id, fields] : rule.records) {
        const schemas::RecordType* type = schemas::find_record_type(id);
        for (const std::string& name : fields) {
            parents = parents || speaks_of_parents(name);
            const schemas::FieldSchema* field = type == nullptr ? nullptr : type->find(name);
            staff = staff || (field != nullptr && field->staff);
        }
    }
    std::vector<std::string_view> people{"jeugdigen (leerlingen)"};
    if (parents) people.emplace_back("ouders en wie gezag heeft");
    if (staff) people.emplace_back("medewerkers als contactpersoon");
    return people;
}

std::string organisation_name(const Names& names, const std::string& org) {
    const auto found = names.find(org);
    return found == names.end() ? org : found->second;
}

Texts or_none(Texts texts, std::string_view none) {
    if (texts.empty()) texts.emplace_back(none);
    return texts;
}

// One text a role: its members by name.
Texts by_role(const Names& names, const std::vector<std::string>& roles, const std::vector<Party>& members) {
    if (roles.size() == schemas::role_ids().size()) return {"elke partij"};
    Texts texts;
    for (const std::string& role : roles) {
        Texts members_of_role;
        for (const Party& party : members) {
            if (party.role != role) continue;
            members_of_role.push_back(organisation_name(names, party.org));
        }
        if (is_person(role) || role == gateway_role) {
            texts.push_back(role);
        } else {
            texts.push_back(role + ": " + (members_of_role.empty() ? "geen deelnemer" : joined(members_of_role, ", ")));
        }
    }
    return texts;
}

// What leaves of a field that the rule makes less telling.
std::string_view made_of_it(const Rule& rule, const std::string& name) {
    using Kind = Transform::Kind;
    const auto transform = rule.transforms.find(name);
    if (transform == rule.transforms.end()) return {};
    switch (transform->second.kind) {
        case Kind::year:
            return ", alleen het jaar";
        case Kind::age_bands:
            return ", alleen de leeftijdsgroep";
        case Kind::first:
            return ", alleen het begin";
        case Kind::codes:
            break;
    }
    return ", als andere code";
}

std::string total_text(const Total& total) {
    Texts by;
    for (const Grouping& one : total.by) by.push_back(one.record + '.' + one.field);
    return "totaal " + total.id + ": aantal jeugdigen met " + std::string{schemas::title_of(total.record)} + " [" +
           total.record + "]" + (by.empty() ? "" : ", per " + joined(by, " en ")) +
           (total.when.empty() ? "" : ", als " + joined(dutch_texts_of(total.when), " en ")) + "; kleinste cel " +
           std::to_string(total.smallest_cell) +
           (total.output == TotalOutput::regional ? ", voor de partijen" : ", te publiceren");
}

Texts data_of(const Rule& rule) {
    Texts texts;
    for (const Total& total : rule.totals) texts.push_back(total_text(total));
    if (!texts.empty()) return texts;
    for (const auto& [id, fields] : rule.records) {
        const schemas::RecordType* type = schemas::find_record_type(id);
        if (type == nullptr) {
            texts.emplace_back("wat de zaak vraagt");
            continue;
        }
        Texts named;
        for (const std::string& name : fields) {
            const schemas::FieldSchema* field = type->find(name);
            const std::string_view of_class = field == nullptr ? "" : schemas::name_of(field->sensitivity);
            named.push_back(name + " (" + std::string{of_class} + std::string{made_of_it(rule, id + '.' + name)} + ")");
        }
        texts.push_back(std::string{schemas::title_of(id)} + " [" + id + "]: " + joined(named, ", "));
    }
    return texts;
}

std::string basis_text(const Basis& basis) {
    return "AVG art. 6 lid 1 onder " + basis.avg6 + ": " + basis.law;
}

std::string_view consent_text(ConsentNeed need) {
    switch (need) {
        case ConsentNeed::none:
            return "niet nodig";
        case ConsentNeed::needed:
            return "nodig, uitdrukkelijk en vooraf";
        case ConsentNeed::needed_for_bijzonder:
            break;
    }
    return "nodig voor bijzondere gegevens, en voor alles van wie een beroepsgeheim heeft";
}

std::string_view inform_text(Inform inform) {
    switch (inform) {
        case Inform::per_child:
            return "per jeugdige, vooraf";
        case Inform::notice:
            return "per jeugdige of met een algemene kennisgeving, vooraf";
        case Inform::reported:
            break;
    }
    return "wordt gemeld en houdt niets tegen (wettelijke plicht)";
}

std::string_view kind_text(Kind kind) {
    switch (kind) {
        case Kind::flow:
            return "verstrekking per jeugdige";
        case Kind::aggregate:
            return "alleen totalen, nooit per persoon";
        case Kind::override_:
            return "uitzondering; dicht tot twee mensen van twee organisaties haar openen";
        case Kind::rights:
            return "rechten van de betrokkene";
        case Kind::elsewhere:
            break;
    }
    return "loopt langs een andere weg; hier alleen besloten en uitgelegd";
}

std::string_view choose_text(Choose choose) {
    switch (choose) {
        case Choose::residence:
            return "alleen aan die van de woongemeente";
        case Choose::responsible:
            return "alleen aan de gemeente die verantwoordelijk is voor de jeugdhulp";
        case Choose::enrolment:
            return "alleen aan de school van inschrijving";
        case Choose::named:
            return "alleen aan wie in het bericht staat";
        case Choose::all:
            break;
    }
    return "";
}

// `P2Y6M` as people say it; another text stays as it is.
std::string period_text(const std::string& period) {
    static const std::map<char, std::string_view> units{
        {'Y', "jaar"}, {'M', "maanden"}, {'W', "weken"}, {'D', "dagen"}};
    Texts parts;
    std::string digits;
    for (const char c : std::string_view{period}.substr(1)) {
        const auto unit = units.find(c);
        if (unit == units.end()) {
            digits += c;
        } else {
            parts.push_back(digits + " " + std::string{unit->second});
            digits.clear();
        }
    }
    return period.front() == 'P' && digits.empty() && !parts.empty() ? joined(parts, " en ") : period;
}

std::string retention_text(const Rule& rule) {
    if (rule.retention.empty()) return "niet genoemd";
    const std::string from = rule.retention_from.empty() ? std::string{"de dag van vrijgave"}
                                                         : "de eerste datum van " + joined(rule.retention_from, ", ") +
                                                               " (of de dag van vrijgave, waar die ontbreekt)";
    return period_text(rule.retention) + " na " + from;
}

// What a party keeps by a period of its own, whatever the rule says (U9).
Texts retention_texts(const Convenant& convenant, const RegisterRule& row, const Names& names) {
    Texts texts{retention_text(*row.rule)};
    for (const Membership* member : own_retentions(convenant, row))
        texts.push_back(organisation_name(names, member->party.org) + ": " + period_text(member->retention));
    return texts;
}

Texts controllers_of(const Convenant& convenant) {
    Texts texts;
    Texts unreached;
    for (const auto& [org, one] : convenant.organisations) {
        if (one.contact.empty() && one.fg.empty()) {
            unreached.push_back(one.name);
            continue;
        }
        texts.push_back(one.name + ": " + (one.contact.empty() ? "geen contact genoemd" : one.contact) +
                        (one.fg.empty() ? "; geen FG genoemd" : "; FG " + one.fg));
    }
    if (!unreached.empty()) texts.push_back("Geen contact en geen FG genoemd: " + joined(unreached, ", "));
    return texts;
}

std::string frequency_text(const Rule& rule) {
    const auto& limit = rule.frequency;
    if (!limit) return "onbeperkt";
    return "hoogstens " + std::to_string(limit->times) + " maal in " + period_text(limit->per_text) +
           (rule.totals.empty() ? " per kind" : ", aan wie ook");
}

std::string dates_text(Date from, Date until) {
    return base::format_date(from) + " tot en met " + base::format_date(until);
}

std::string validity_text(const Convenant& convenant, const RegisterRule& row) {
    const Rule& rule = *row.rule;
    const std::string dates =
        dates_text(rule.from_date.value_or(convenant.from), rule.until_date.value_or(convenant.until));
    if (rule.dormant) return "nog niet: pas als " + rule.only_if + " geldt (" + dates + ")";
    return row.in_force ? dates : dates + "; niet op de peildatum";
}

std::string force_text(const Convenant& convenant, Date day) {
    const std::string dates = dates_text(convenant.from, convenant.until);
    if (convenant.from <= day && day <= convenant.until) return dates;
    return "Op " + base::format_date(day) +
           " is geen versie van kracht: er wordt dan niets uitgewisseld. Wat hieronder "
           "staat, is van versie " +
           convenant.version + " (" + dates + ").";
}

// Who must sign is asked of the day, or of the nearest day of a version that is not in force then.
Texts signed_texts(const Convenant& convenant, const Names& names, Date day) {
    const Signed state = signed_on(convenant, day);
    const std::string all = std::to_string(state.parties) + " partijen";
    if (state.missing.empty()) return {all};
    std::map<std::string, Texts> missing;
    for (const Party& party : state.missing) missing[party.role].push_back(organisation_name(names, party.org));
    Texts roles;
    for (const auto& [role, organisations] : missing) roles.push_back(role + ": " + joined(organisations, ", "));
    return {std::to_string(state.parties - state.missing.size()) + " van " + all,
            "Nog niet ondertekend, zodat met hen niets wordt uitgewisseld: " + joined(roles, "; ")};
}

Texts reasons_in_file(const Rule& rule) {
    Texts texts;
    if (!rule.consent_only_because.empty())
        texts.push_back("toestemming als enige grond: " + rule.consent_only_because);
    if (!rule.no_art9_because.empty()) texts.push_back("geen grond uit artikel 9: " + rule.no_art9_because);
    return texts;
}

}  // namespace

std::vector<RegisterRule> register_of(const Convenant& convenant, Date day) {
    std::vector<RegisterRule> rows;
    for (const Rule& rule : convenant.rules) {
        rows.push_back({convenant.find_purpose(rule.purpose), &rule, members_of(convenant, rule.from, day),
                        members_of(convenant, rule.to, day), people_in(rule),
                        convenant.from <= day && day <= convenant.until && rule.in_force(day), day});
    }
    return rows;
}

std::string name_of(const Names& names, const Party& party) {
    return organisation_name(names, party.org) + " (" + party.role + ")";
}

std::vector<const Membership*> own_retentions(const Convenant& convenant, const RegisterRule& row) {
    std::vector<const Membership*> all;
    for (const Party& party : row.recipients) {
        const Membership* member = convenant.find_member(party, row.day);
        if (member != nullptr && !member->retention.empty()) all.push_back(member);
    }
    return all;
}

std::vector<RegisterLine> register_heading(const Convenant& convenant, const Names& names, Date day) {
    Texts advices;
    for (const Advice& one : convenant.advices) {
        advices.push_back("FG van " + name_of(names, one.party) + ", " + base::format_date(one.at) + ", " +
                          (one.advice == "positive" ? "positief" : "negatief") + ": " + one.text);
    }
    return {{"Convenant", {convenant.title}},
            {"Versie", {convenant.id + " " + convenant.version}},
            {"Van kracht", {force_text(convenant, day)}},
            {"Stand",
             {convenant.for_demo_only() ? "voorbeeld of ontwerp: niet voor productie" : "vastgesteld en nagelezen"}},
            {"Ondertekend", signed_texts(convenant, names, day)},
            {"Verwerkingsverantwoordelijken", or_none(controllers_of(convenant), "geen")},
            {"Advies van de FG", or_none(std::move(advices), "geen advies vastgelegd")}};
}

std::vector<RegisterLine> register_lines(const Convenant& convenant, const RegisterRule& row, const Names& names) {
    const Rule& rule = *row.rule;
    const Purpose& purpose = *row.purpose;
    std::vector<RegisterLine> lines{
        {"Regel", {rule.id}},
        {"Soort", {std::string{kind_text(purpose.kind)}}},
        {"Afzenders", by_role(names, rule.from, row.senders)},
        {"Ontvangers", by_role(names, rule.to, row.recipients)},
        {"Betrokkenen", {row.people.begin(), row.people.end()}},
        {"Gegevens (klasse)", data_of(rule)},
        {"Grondslag afzender", {basis_text(rule.from_basis)}},
        {"Grondslag ontvanger", {basis_text(rule.to_basis)}},
        {"Grond artikel 9", or_none(rule.art9, "geen")},
        {"Motivering", or_none(reasons_in_file(rule), "niet nodig")},
        {"Toestemming", {std::string{consent_text(rule.consent)}}},
        {"Informeren", {std::string{inform_text(rule.inform)}}},
        {"Nationaal nummer", {rule.bsn ? "mag mee" : "nooit"}},
        {"Casus", {rule.needs_case ? "alleen bij een open casus" : "niet nodig"}},
        {"Voorwaarden", or_none(dutch_texts_of(rule.when), "geen")},
        {"Bewaartermijn", retention_texts(convenant, row, names)},
        {"Doorgeven", {rule.onward.empty() ? "niet genoemd" : rule.onward}},
        {"Ontvanger licht in", or_none(rule.notify, "niet gevraagd")},
        {"Gasten bij een casus", or_none(rule.guests, "geen")},
        {"Hoe vaak", {frequency_text(rule)}},
        {"DPIA", {purpose.dpia.empty() ? (purpose.dpia_required ? "ontbreekt" : "niet verplicht") : purpose.dpia}},
        {"Verantwoordelijkheid",
         {purpose.joint_control.empty() ? "ieder afzonderlijk" : "gezamenlijk, volgens " + purpose.joint_control}},
        {"Overeenkomst", {purpose.agreement.empty() ? "het convenant" : purpose.agreement}},
        {"Geldig", {validity_text(convenant, row)}}};
    const std::string_view chosen = choose_text(rule.choose);
    if (!chosen.empty()) lines[3].texts.emplace_back(chosen);
    return lines;
}

std::vector<std::string> register_legend() {
    return {"G: gewoon gegeven", "GV: gevoelig gegeven", "B: bijzonder gegeven (AVG artikel 9)",
            "N: nationaal nummer (AVG artikel 87)", "S: strafrechtelijk gegeven (AVG artikel 10)"};
}

}  // namespace kolk::policies
