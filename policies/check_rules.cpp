#include "policies/check_rules.hpp"

#include "policies/flows_of_rule.hpp"
#include "policies/forbidden_cells.hpp"
#include "policies/reader_conditions.hpp"
#include "policies/satisfiable.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace kolk::policies {
namespace {

using Names = std::vector<std::string>;
using schemas::Sensitivity;

bool names_any(const Names& names, std::initializer_list<std::string_view> roles) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return std::find(roles.begin(), roles.end(), name) != roles.end();
    });
}

bool gives(const Rule& rule, Sensitivity sensitivity) {
    return std::any_of(rule.records.begin(), rule.records.end(), [&](const auto& record) {
        const schemas::RecordType* type = schemas::find_record_type(record.first);
        return type != nullptr && std::any_of(record.second.begin(), record.second.end(), [&](const std::string& name) {
                   return type->find(name)->sensitivity == sensitivity;
               });
    });
}

// AVG art. 9(2)(a)
bool rests_on_explicit_consent(const Rule& rule) {
    return std::ranges::any_of(rule.art9,
                               [](const std::string& ground) { return ground.find("9(2)(a)") != std::string::npos; });
}

bool rests_on(const Rule& rule, std::string_view letter) {
    return rule.from_basis.avg6 == letter || rule.to_basis.avg6 == letter;
}

void check_grounds(const Rule& rule, const SoundWords& sound, const yaml::Node& at, Faults& faults) {
    const bool lacks_ground = rule.art9.empty() && rule.no_art9_because.empty();
    if (sound({"art9", "no_art9_because"}) && gives(rule, Sensitivity::B) && lacks_ground)
        add_fault(faults, at, "it gives special categories of data: name the ground of article 9 under 'art9'");
    if (gives(rule, Sensitivity::S)) add_fault(faults, at, "criminal data never leave through this gateway");
    const bool explicit_consent = rests_on_explicit_consent(rule) && gives(rule, Sensitivity::B);
    if (sound({"art9", "consent"}) && explicit_consent && rule.consent == ConsentNeed::none)
        add_fault(faults, at, "its ground of article 9 is consent, so consent is needed for special categories");
    if (!sound({"basis"})) return;
    const bool municipal =
        (names_any(rule.from, {"gemeente-jeugd", "leerplicht", "doorstroompunt"}) && rule.from_basis.avg6 == "a") ||
        (names_any(rule.to, {"gemeente-jeugd", "leerplicht", "doorstroompunt"}) && rule.to_basis.avg6 == "a");
    if (sound({"consent_only_because"}) && municipal && rule.consent_only_because.empty())
        add_fault(faults, at,
                  "consent is the only basis on the side of a municipality (K7): say why under 'consent_only_because'");
    if (sound({"consent"}) && rests_on(rule, "a") && rule.consent != ConsentNeed::needed)
        add_fault(faults, at, "consent is its basis, so consent is needed");
    if (rests_on(rule, "f"))
        add_fault(faults, at, "a legitimate interest (f) is no basis for what these parties do by their public task");
}

// GDPR recital 46: only where nothing else can manifestly carry it. It gates on nothing that holds an ordinary flow.
void check_vital_interest(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (rests_on(rule, "d"))
        add_fault(faults, at,
                  "vital interest (d) is the basis of an exception that two people open for one child, and of no other "
                  "flow");
}

// A record type or `RECORD.FIELD`, by whatever name the rule gives it.
bool gives_of(const Rule& rule, std::string_view wanted) {
    return std::ranges::any_of(rule.records, [&](const auto& given) {
        return std::ranges::any_of(given.second, [&](const std::string& field) {
            const std::string origin = schemas::origin_of(given.first, field);
            return origin == wanted || std::string_view{origin}.substr(0, origin.find('.')) == wanted;
        });
    });
}

bool needs_consent(const Rule& rule) {
    return rule.consent != ConsentNeed::none;
}

// K2: to nobody but the school where the pupil is registered or enrolled, and the parents.
void check_samenwerkingsverband(const Rule& rule, const SoundWords& sound, const yaml::Node& at, Faults& faults) {
    if (!names_any(rule.from, {"swv-po", "swv-vo"}) || !gives(rule, Sensitivity::B)) return;
    const bool to_others = std::ranges::any_of(rule.to, [](const std::string& role) {
        return role != "school" && role != "so-vso" && role != "ouder" && role != "jeugdige";
    });
    const bool settles_costs =
        rule.purpose == "oza-grensverkeer-verrekening" && !rule.no_art9_because.empty() && rule.pseudonym_only;
    if (to_others && !needs_consent(rule) && !settles_costs)
        add_fault(faults, at,
                  "a samenwerkingsverband gives special categories to nobody but the school and the parents without "
                  "consent (K2)");
    const bool to_schools = names_any(rule.to, {"school", "so-vso", "mbo"});
    if (sound({"choose"}) && to_schools && rule.choose != Choose::enrolment && rule.choose != Choose::named)
        add_fault(faults, at,
                  "a samenwerkingsverband gives special categories to no other school than the one where the pupil is "
                  "enrolled (K2): say 'choose: enrolment', or 'choose: named' where the record names the school");
}

// Of the allocations that municipality and provider exchange: Jeugdwet par. 7.4.
bool within_chain_of_care(const Rule& rule) {
    const auto is = [](std::string_view role) { return [role](const std::string& named) { return named == role; }; };
    return rule.purpose == "jeugdhulp-toewijzing" && std::ranges::all_of(rule.from, is("jeugdhulpaanbieder")) &&
           std::ranges::all_of(rule.to, is("gemeente-jeugd"));
}

// For whatever record the content stands in: K6, and the secrecy of others.
void check_secrecy(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (gives_of(rule, "jgz-contactmoment"))
        add_fault(faults, at,
                  "contact moments of youth health care are read, and no rule gives them, whatever the consent (K6)");
    if (needs_consent(rule)) return;
    if (names_any(rule.from, {"jgz"})) add_fault(faults, at, "youth health care gives nothing without consent (K6)");
    if (names_any(rule.from, {"jeugdhulpaanbieder", "jgz-5a-arts"}) && !within_chain_of_care(rule))
        add_fault(faults, at,
                  "who is bound by professional secrecy gives nothing without consent, but a provider to the "
                  "municipality within the chain of care (jeugdhulp-toewijzing)");
    if (gives_of(rule, "vrijstelling-5a.verklaring_conclusie"))
        add_fault(faults, at, "the conclusion of a doctor goes to nobody without consent, whoever hands it on");
}

// To the school itself, its samenwerkingsverband and the family; to others with consent.
void check_opp(const Rule& rule, const SoundWords& sound, const yaml::Node& at, Faults& faults) {
    if (rule.consent == ConsentNeed::needed || !gives_of(rule, "opp")) return;
    constexpr std::array<std::string_view, 6> at_home{"school", "so-vso", "swv-po", "swv-vo", "ouder", "jeugdige"};
    const auto other = std::ranges::find_if(
        rule.to, [&](const std::string& role) { return std::ranges::find(at_home, role) == at_home.end(); });
    if (other != rule.to.end())
        add_fault(faults, at,
                  "an ontwikkelingsperspectief goes to no " + *other +
                      " without consent, whichever of its fields: say 'consent: needed'");
    // The family itself knows which school it tells.
    const bool from_others =
        std::ranges::any_of(rule.from, [](const std::string& role) { return role != "ouder" && role != "jeugdige"; });
    const bool to_its_school = rule.choose == Choose::enrolment || rule.choose == Choose::named;
    if (sound({"choose"}) && from_others && names_any(rule.to, {"school", "so-vso"}) && !to_its_school)
        add_fault(faults, at,
                  "without consent an ontwikkelingsperspectief goes to no other school than that of the child: say "
                  "'choose: enrolment', or 'choose: named' where the record names the school");
}

// K5: a free text, so that no list of words tells whether it is about sickness.
void check_background(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (!names_any(rule.to, {"leerplicht", "doorstroompunt", "duo"})) return;
    if (gives_of(rule, "verzuimmelding.achtergrond"))
        add_fault(faults, at,
                  "the background of an absence ('achtergrond') may tell of sickness in any words, and goes to no "
                  "leerplicht, doorstroompunt or duo (K5)");
}

// From these origin can be inferred; leerplicht alone has a task that asks for them.
void check_origin(const Rule& rule, const yaml::Node& at, Faults& faults) {
    constexpr std::array<std::string_view, 3> telling{"contactgegevens.nationaliteit", "contactgegevens.geboorteland",
                                                      "contactgegevens.taal"};
    const bool to_others = std::ranges::any_of(rule.to, [](const std::string& role) { return role != "leerplicht"; });
    if (to_others && std::ranges::any_of(telling, [&](std::string_view field) { return gives_of(rule, field); }))
        add_fault(
            faults, at,
            "nationality, country of birth and language may tell of someone's origin, and go to leerplicht alone");
}

// A text as long as this is written by someone, who may tell anything in it.
constexpr std::size_t longest_name_of_organisation = 100;

bool may_tell_who(const schemas::FieldSchema& field) {
    const bool free_text = field.codes.empty() && field.max_length > longest_name_of_organisation;
    const auto tells = [](const std::vector<schemas::FieldSchema>& inner) {
        return std::ranges::any_of(inner, may_tell_who);
    };
    return field.person || field.staff || free_text || tells(field.item) || tells(field.members);
}

// So many characters of a text tell of a neighbourhood or an area, and of nobody in it.
bool leaves_less(const Transform& transform) {
    constexpr int most_characters = 4;
    return transform.kind != Transform::Kind::first || transform.characters <= most_characters;
}

void check_pseudonym_only(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (!rule.pseudonym_only) return;
    if (rule.records.contains(std::string{any_record}))
        add_fault(faults, at, "it says 'pseudonym_only' and gives any record: name the fields that tell of nobody");
    std::vector<std::string> telling;
    for (const auto& [type, fields] : rule.records) {
        const schemas::RecordType* known = schemas::find_record_type(type);
        for (const std::string& field : fields) {
            const auto transform = rule.transforms.find(type + '.' + field);
            const bool less = transform != rule.transforms.end() && leaves_less(transform->second);
            if (known != nullptr && may_tell_who(*known->find(field)) && !less) telling.push_back(type + '.' + field);
        }
    }
    if (!telling.empty())
        add_fault(faults, at,
                  "it says 'pseudonym_only' and gives what may tell who someone is: " + base::joined(telling, ", ") +
                      "; leave it out, or transform it into something less telling");
}

void check_numbers(const Rule& rule, const yaml::Node& at, Faults& faults) {
    const bool numbers = gives(rule, Sensitivity::N);
    if (numbers && !rule.bsn) add_fault(faults, at, "it names a national number and does not say 'bsn: yes'");
    if (rule.bsn && !numbers && !rule.records.contains(std::string{any_record}))
        add_fault(faults, at, "it says 'bsn: yes' and names no national number of leerling-id");
}

// Of an exception, which anyone may open to anyone, some roads are always barred.
void check_roads_of_numbers(const Rule& rule, bool ordinary, const yaml::Node& at, Faults& faults) {
    if (!rule.bsn) return;
    std::string barred;
    bool some_open = false;
    for (const std::string& from : rule.from) {
        for (const std::string& to : rule.to) {
            if (!bars_numbers(from, to)) {
                some_open = true;
            } else if (barred.empty()) {
                barred = "from " + from + " to " + to;
            }
        }
    }
    if (barred.empty() || (some_open && !ordinary)) return;
    add_fault(faults, at,
              "it says 'bsn: yes', and no law lets a national number go " + barred +
                  (some_open ? ": give that road a rule of its own, without one" : ""));
}

void check_asking(const Rule& rule, const Purpose& purpose, const SoundWords& sound, const yaml::Node& at,
                  Faults& faults) {
    if (sound({"ask", "consent"}) && rule.ask == Ask::consent && rule.consent == ConsentNeed::none)
        add_fault(faults, at, "it asks for children with a consent and needs none");
    if (sound({"ask"}) && rule.ask != Ask::never && purpose.kind != Kind::flow)
        add_fault(faults, at, "only a purpose of kind flow is ever asked for");
    if (!sound({"inform", "basis", "consent"})) return;
    if (rule.inform == Inform::notice && rule.consent != ConsentNeed::none)
        add_fault(faults, at, "a general notice informs only where no consent is needed");
    if (rule.inform == Inform::reported && rule.from_basis.avg6 != "c" && rule.from_basis.avg6 != "d")
        add_fault(faults, at, "only a legal obligation (c) or vital interest (d) is reported afterwards");
}

// A report that the law asks for is never one too many.
void check_frequency(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (rule.frequency && rule.totals.empty() && rule.from_basis.avg6 == "c")
        add_fault(faults, at,
                  "its basis is a legal obligation (c), and no 'frequency' holds back what the law says to give: leave "
                  "it out");
}

// What one municipality has to know of a child, every other would get as well. Costs are for who pays.
void check_whose_municipality(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (rule.choose != Choose::all || rule.pseudonym_only) return;
    for (const std::string& role : rule.to) {
        if (role == "leerplicht" || role == "gemeente-jeugd")
            add_warning(
                faults, at,
                "every member in the role '" + role +
                    "' receives this: say 'choose: residence' for the one where the child lives" +
                    (role == "gemeente-jeugd" ? ", or 'responsible' for the one that answers for youth care" : ""));
    }
}

// Where a child lives chooses a municipality, who answers for youth care the one for that, where it is enrolled a
// school; any other role has nothing to choose by.
void check_choice(const Rule& rule, const yaml::Node& at, Faults& faults) {
    const auto tell = [&](std::string_view choice, std::string_view what, std::initializer_list<std::string_view> fit) {
        for (const std::string& role : rule.to) {
            if (std::ranges::find(fit, role) != fit.end()) continue;
            add_fault(
                faults, at,
                "'choose: " + std::string{choice} + "' chooses " + std::string{what} + ", and '" + role + "' is none");
        }
    };
    if (rule.choose == Choose::residence)
        tell("residence", "a municipality", {"gemeente-jeugd", "leerplicht", "doorstroompunt"});
    if (rule.choose == Choose::responsible) tell("responsible", "a municipality for youth care", {"gemeente-jeugd"});
    if (rule.choose == Choose::enrolment) tell("enrolment", "a school", {"school", "so-vso", "mbo", "oza-school"});
}

// The child's own block is there beside any record.
bool is_asked(const Rule& rule, const std::string& record) {
    return schemas::is_of_the_child(record) || rule.records.contains(record) ||
           rule.records.contains(std::string{any_record});
}

// A condition on another record type is never asked and only looks like a limit.
void check_subjects_of_conditions(const Rule& rule, const yaml::Node& at, Faults& faults) {
    for (const Condition& condition : rule.when) {
        const std::string record = record_of(condition);
        if (!record.empty() && !is_asked(rule, record))
            add_fault(faults, at, "a condition speaks of " + record + ", which this rule does not give");
    }
}

void check_conditions_together(const Conditions& conditions, const yaml::Node& at, Faults& faults) {
    for (const std::string& what : contradictions(conditions))
        add_fault(faults, at, "no one can satisfy this rule: " + what);
}

// A law that forbids a flow whatever the record says leaves the rule nothing to permit.
void check_law(const Rule& rule, const yaml::Node& at, Faults& faults) {
    for (const Prohibition& law : prohibitions_of_law()) {
        if (!law.when.empty()) continue;
        bool met = false;
        for_each_flow(rule, [&](const auto& from, const auto& to, const auto& type) {
            met = met || concerns(law, {rule.purpose, from, to, type, needs_consent(rule)});
        });
        if (met)
            add_fault(faults, at,
                      "no one can satisfy this rule: " + law.id + " forbids one of its flows" +
                          (law.consent_lifts ? " without consent" : ""));
    }
}

std::string name_of(const FieldIs& condition) {
    return condition.record + '.' + condition.field;
}

// One that looks at the record leaves nothing where the rule asks for what that law forbids.
void check_law_about_records(const Rule& rule, const yaml::Node& at, Faults& faults) {
    for (const RuledFlow& flow : flows_of(rule)) {
        std::vector<const Prohibition*> laws;
        for (const Prohibition& law : prohibitions_of_law()) {
            const bool looks = !law.when.empty() && (!law.where_given || gives_of(rule, name_of(law.when.front())));
            if (looks && concerns(law, road_of(rule, flow))) laws.push_back(&law);
        }
        if (leaves_something(*flow.when, laws, schemas::find_record_type(flow.type))) continue;
        return add_fault(faults, at,
                         "no one can satisfy this rule: " + laws.front()->id + " forbids every " + flow.type +
                             " from " + flow.from + " to " + flow.to + " that meets its conditions");
    }
}

// On some day of the rule, which has those of its convenant where it names none.
bool has_members(const Convenant& convenant, const Rule& rule, const std::string& role) {
    if (!signs(role) || std::ranges::find(rule.guests, role) != rule.guests.end()) return true;
    const Date from = std::max(convenant.from, rule.from_date.value_or(convenant.from));
    const Date until = std::min(convenant.until, rule.until_date.value_or(convenant.until));
    const bool dated = from.ok() && until.ok() && from <= until;
    return std::ranges::any_of(convenant.members, [&](const Membership& member) {
        const bool on_no_day = dated && (until < member.from || (member.until && *member.until < from));
        return member.party.role == role && !on_no_day;
    });
}

void check_members(const Rule& rule, const Convenant& convenant, const yaml::Node& at, Faults& faults) {
    for (const auto& [roles, does] : {std::pair{&rule.from, "gives"}, std::pair{&rule.to, "receives"}}) {
        const bool some =
            std::ranges::any_of(*roles, [&](const std::string& role) { return has_members(convenant, rule, role); });
        if (!some)
            add_warning(faults, at,
                        "nobody " + std::string{does} + " anything under rule " + rule.id +
                            ": no party under 'parties' has the role " + base::joined(*roles, " or ") +
                            " on any day of it");
    }
}

}  // namespace

bool SoundWords::operator()(std::initializer_list<std::string_view> words) const {
    return std::ranges::none_of(words, [this](std::string_view word) { return unsound_.contains(word); });
}

void check_rule(const Rule& rule, const Convenant& convenant, const Purpose& purpose, const SoundWords& sound,
                const yaml::Node& at, Faults& faults) {
    const bool ordinary = purpose.kind == Kind::flow || purpose.kind == Kind::elsewhere;
    if (ordinary && sound({"records", "bsn"})) check_numbers(rule, at, faults);
    if (sound({"from", "to", "bsn"})) check_roads_of_numbers(rule, ordinary, at, faults);
    check_asking(rule, purpose, sound, at, faults);
    if (sound({"frequency", "basis", "totals"})) check_frequency(rule, at, faults);
    if (sound({"to", "choose"})) check_choice(rule, at, faults);
    if (ordinary && sound({"to", "choose", "pseudonym_only"})) check_whose_municipality(rule, at, faults);
    if (ordinary) check_grounds(rule, sound, at, faults);
    if (purpose.kind != Kind::override_ && sound({"basis"})) check_vital_interest(rule, at, faults);
    if (ordinary && sound({"from", "to", "consent", "no_art9_because", "pseudonym_only"}))
        check_samenwerkingsverband(rule, sound, at, faults);
    if (ordinary && sound({"from", "to", "consent"})) {
        check_secrecy(rule, at, faults);
        check_opp(rule, sound, at, faults);
    }
    if (ordinary && sound({"to", "records"})) {
        check_background(rule, at, faults);
        check_origin(rule, at, faults);
    }
    if (ordinary && sound({"from", "to", "consent"})) check_law(rule, at, faults);
    check_cells(rule, sound, at, faults);
    if (sound({"pseudonym_only", "transforms"})) check_pseudonym_only(rule, at, faults);
    if (sound({"when", "records"})) check_subjects_of_conditions(rule, at, faults);
    if (sound({"when"})) check_conditions_together(rule.when, at, faults);
    if (sound({"from", "to", "consent", "records", "totals", "when"})) check_law_about_records(rule, at, faults);
    if (sound({"totals"})) {
        for (const Total& total : rule.totals) check_conditions_together(total.when, at, faults);
    }
    if (sound({"from", "to", "guests"})) check_members(rule, convenant, at, faults);
    const bool never =
        (rule.until_date && *rule.until_date < convenant.from) || (rule.from_date && convenant.until < *rule.from_date);
    if (sound({"in_force"}) && convenant.from.ok() && convenant.until.ok() && never)
        add_fault(faults, at, "it is in force on no day of the convenant");
}

void SeenRules::add(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (!ids_.insert(rule.id).second) add_fault(faults, at, "the rule id '" + rule.id + "' stands twice");
    for_each_flow(rule, [&](const auto& from, const auto& to, const auto& type) {
        if (flows_.emplace(rule.purpose, from, to, type).second) return;
        add_fault(faults, at,
                  "another rule already says what " + from + " gives " + to + " of " + type + " for this purpose");
    });
}

}  // namespace kolk::policies
