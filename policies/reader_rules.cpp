#include "policies/reader_rules.hpp"

#include "policies/check_forbidden.hpp"
#include "policies/check_purposes.hpp"
#include "policies/check_rules.hpp"
#include "policies/file_words.hpp"
#include "policies/purpose_rows.hpp"
#include "policies/reader_conditions.hpp"
#include "policies/reader_settings.hpp"
#include "policies/reader_totals.hpp"
#include "policies/reader_transforms.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace kolk::policies {
namespace {

constexpr FileWords<Reason, 6> forbidding{{{"deny.third-party", Reason::deny_third_party},
                                           {"deny.secrecy", Reason::deny_secrecy},
                                           {"deny.sickleave", Reason::deny_sickleave},
                                           {"deny.criminal", Reason::deny_criminal},
                                           {"deny.basis", Reason::deny_basis},
                                           {"deny.bsn", Reason::deny_bsn}}};

// What a rule leaves out, its purpose says for all its rules.
constexpr std::array<std::string_view, 22> lent_words{"basis",
                                                      "art9",
                                                      "no_art9_because",
                                                      "records",
                                                      "transforms",
                                                      "consent",
                                                      "consent_only_because",
                                                      "inform",
                                                      "bsn",
                                                      "case",
                                                      "ask",
                                                      "choose",
                                                      "when",
                                                      "deadline",
                                                      "retention",
                                                      "onward",
                                                      "notify",
                                                      "frequency",
                                                      "guests",
                                                      "only_if",
                                                      "in_force",
                                                      "totals"};

constexpr std::array<std::string_view, 4> own_words{"id", "from", "to", "pseudonym_only"};

constexpr int most_hours = 31 * 24;

bool is_any_of(WordList words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// Where this word stands, in one word or a list of them.
yaml::Node place_of_word(const yaml::Node& node, const std::string& word) {
    const auto item = std::ranges::find(node.items, word, &yaml::Node::text);
    yaml::Node named = item == node.items.end() ? node : *item;
    named.text = word;
    return named;
}

// Which places besides parties a kind of purpose may name: overrides concern anyone, rights come from the gateway.
bool stands_for_many(const std::string& role, Kind kind) {
    return (role == "any" && kind == Kind::override_) || (role == gateway_role && kind == Kind::rights);
}

std::vector<std::string> read_roles(const Section& section, std::string_view word, Kind kind) {
    std::vector<std::string> roles;
    const yaml::Node* node = section.need(word);
    if (node == nullptr) return roles;
    const auto known = schemas::role_ids();
    for (const std::string& role : words_of(*node, section.faults())) {
        if (role == "any" && kind == Kind::override_) {
            roles.insert(roles.end(), known.begin(), known.end());
            continue;
        }
        if (!is_any_of(known, role) && !stands_for_many(role, kind)) {
            add_unknown(section.faults(), place_of_word(*node, role), "role", known);
        }
        if (covering_role(role) != role)
            add_fault(section.faults(), *node, "the role 'school' covers the schoolbestuur");
        roles.push_back(role);
    }
    if (roles.empty()) add_fault(section.faults(), *node, "at least one role should stand here");
    return roles;
}

// `e WPO 18a`: the letter of GDPR article 6(1), then the law.
Basis read_basis(const Section& section, std::string_view word) {
    const std::string text = section.needed_text(word);
    if (text.empty()) return {};
    const std::size_t space = text.find(' ');
    Basis basis{text.substr(0, space), space == std::string::npos ? std::string{} : text.substr(space + 1)};
    const bool letter = basis.avg6.size() == 1 && std::string_view{"abcdef"}.find(basis.avg6) != std::string_view::npos;
    if (!letter || stands_for_nothing(basis.law))
        add_fault(section.faults(), *section.find(word),
                  "a basis is a letter of article 6 and a law, like 'e WPO 18a'");
    return basis;
}

void read_bases(const Section& section, Rule& rule) {
    const yaml::Node* node = section.need("basis");
    if (node == nullptr) return;
    const Section bases{*node, "basis", {"from", "to"}, section.faults()};
    rule.from_basis = read_basis(bases, "from");
    rule.to_basis = read_basis(bases, "to");
}

std::vector<std::string> read_grounds(const Section& section) {
    std::vector<std::string> grounds = section.words("art9");
    for (const std::string& ground : grounds) {
        if (stands_for_nothing(ground))
            add_fault(section.faults(), place_of_word(*section.find("art9"), ground),
                      "'art9' names grounds of article 9; where none is needed, say why under 'no_art9_because'");
    }
    return grounds;
}

void add_field(Rule& rule, const std::string& type, const std::string& field) {
    auto& fields = rule.records[type];
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
}

// A subset is a closed list: naming it names the same fields of the types that it borrows them from.
void add_whole(Rule& rule, const schemas::RecordType& type) {
    for (const auto& field : type.fields) {
        if (field.barred) continue;
        add_field(rule, type.id, field.name);
        if (type.subset && field.borrowed_from)
            add_field(rule, field.borrowed_from->first, field.borrowed_from->second);
    }
}

void add_named(Rule& rule, const schemas::RecordType& type, const yaml::Node& node, Faults& faults) {
    std::vector<std::string_view> known;
    for (const auto& field : type.fields) known.push_back(field.name);
    for (const yaml::Node& item : node.items) {
        const schemas::FieldSchema* field = type.find(item.text);
        if (item.shape != yaml::Shape::text || field == nullptr) {
            add_unknown(faults, item, "field of " + type.id, known);
        } else if (field->barred) {
            add_fault(faults, item, "no rule can give this field; the gateway makes it, or refuses it");
        } else {
            add_field(rule, type.id, field->name);
        }
    }
}

std::vector<std::string_view> names_of_record_types() {
    std::vector<std::string_view> names;
    for (const auto& one : schemas::record_types()) names.push_back(one.id);
    return names;
}

void read_one_record(Rule& rule, const yaml::Node& key, const yaml::Node& fields, Faults& faults) {
    const schemas::RecordType* type = schemas::find_record_type(key.text);
    if (type == nullptr) return add_unknown(faults, key, "record type", names_of_record_types());
    if (rule.records.contains(type->id) && !type->subset && fields.text == "*")
        return add_fault(faults, key, "this record type stands twice");
    if (fields.shape == yaml::Shape::list && !fields.items.empty()) return add_named(rule, *type, fields, faults);
    const bool closed = type->subset || schemas::is_of_the_child(type->id);
    if (fields.text == "*" && closed) return add_whole(rule, *type);
    add_fault(faults, fields,
              fields.text == "*"
                  ? "name the fields: this record type may grow, and what is new is given only when named"
                  : "a list of fields should stand here");
}

void read_records(const Section& section, Rule& rule, Kind kind) {
    const bool free = kind == Kind::override_ || kind == Kind::rights || kind == Kind::aggregate;
    const yaml::Node* node = section.need("records");
    if (node == nullptr) return;
    if (free && node->text == "any") {
        rule.records.try_emplace(std::string{any_record});
        return;
    }
    if (node->shape != yaml::Shape::map || node->members.empty())
        return add_fault(section.faults(), *node, "'records' should name record types, each with its fields");
    for (const auto& [key, fields] : node->members) read_one_record(rule, key, fields, section.faults());
}

// `72h` or `14d`
int read_deadline(const Section& section) {
    constexpr int usual = 72;
    const std::string text = section.text("deadline");
    if (text.empty()) return usual;
    int hours = 0;
    for (const char c : text.substr(0, text.size() - 1))
        hours = c < '0' || c > '9' || hours > most_hours ? -1 : hours * 10 + (c - '0');
    if (text.back() == 'd') hours *= 24;
    if (text.size() < 2 || (text.back() != 'h' && text.back() != 'd') || hours <= 0 || hours > most_hours)
        add_fault(section.faults(), *section.find("deadline"),
                  "a deadline is hours or days, like '72h' or '14d', at most 31 days");
    return std::clamp(hours, 1, most_hours);
}

bool gives_date(const Rule& rule, const std::string& name) {
    const std::size_t dot = name.find('.');
    const auto given = rule.records.find(name.substr(0, dot));
    if (given == rule.records.end() || dot == std::string::npos) return false;
    const std::string field = name.substr(dot + 1);
    const schemas::RecordType* type = schemas::find_record_type(given->first);
    return base::holds(given->second, field) && type != nullptr && type->find(field)->format == schemas::Format::date &&
           !rule.transforms.contains(name);
}

// The moment until which something is kept tells from when: only a date that goes along anyway may be that.
void read_retention_from(const Section& section, Rule& rule) {
    rule.retention_from = section.words("from");
    for (const std::string& name : rule.retention_from) {
        if (!gives_date(rule, name))
            add_fault(section.faults(), *section.find("from"),
                      "retention counts from a date that this rule gives as it is, like 'tlv-besluit.eind'");
    }
}

void read_retention(const Section& section, Rule& rule) {
    const yaml::Node* node = section.need("retention");
    if (node == nullptr) return;
    if (node->shape == yaml::Shape::map) {
        const Section retention{*node, "retention", {"period", "from"}, section.faults()};
        rule.retention = retention.needed_text("period");
        read_retention_from(retention, rule);
    } else {
        rule.retention = section.text("retention");
    }
    if (!rule.retention.empty() && !parse_period(rule.retention))
        add_fault(section.faults(), *node, "a retention is a period like 'P3Y' or 'P6M'");
}

void read_only_if(const Section& section, const Settings& settings, Rule& rule) {
    rule.only_if = section.text("only_if");
    if (rule.only_if.empty()) return;
    const auto flag = flag_setting(settings, rule.only_if);
    if (!flag) add_unknown(section.faults(), *section.find("only_if"), "setting to wait for", flag_settings());
    rule.dormant = !flag.value_or(false);
}

std::vector<std::string> read_notify(const Section& section) {
    static constexpr std::array<std::string_view, 3> known{"jeugdige", "ouder", "sender"};
    std::vector<std::string> told = section.words("notify");
    for (const std::string& one : told) {
        if (is_any_of(known, one)) continue;
        add_unknown(section.faults(), place_of_word(*section.find("notify"), one), "word for notify", known);
    }
    return told;
}

std::optional<Frequency> read_frequency(const Section& section) {
    const yaml::Node* node = section.find("frequency");
    if (node == nullptr) return std::nullopt;
    const Section limit{*node, "frequency", {"times", "per"}, section.faults()};
    const auto times = limit.need("times") == nullptr ? std::nullopt : limit.number("times");
    Frequency frequency{times.value_or(1), {}, limit.needed_text("per")};
    if (frequency.times < 1)
        add_fault(section.faults(), *node, "a frequency allows at least one; else forbid the flow");
    const auto per = parse_period(frequency.per_text);
    if (!frequency.per_text.empty() && (!per || *per == Period{}))
        add_fault(section.faults(), *node, "'per' is a period like 'P4W' or 'P1M'");
    frequency.per = per.value_or(Period{});
    return frequency;
}

// A guest takes a place that the rule has for members of its role.
std::vector<std::string> read_guests(const Section& section, const Rule& rule) {
    std::vector<std::string> guests = section.words("guests");
    std::vector<std::string_view> organisations;
    for (const auto* roles : {&rule.from, &rule.to})
        std::ranges::copy_if(*roles, std::back_inserter(organisations), signs);
    for (const std::string& role : guests) {
        if (!signs(role) || (!base::holds(rule.from, role) && !base::holds(rule.to, role)))
            add_fault(section.faults(), place_of_word(*section.find("guests"), role),
                      "'" + role + "' is no organisation that this rule names as sender or recipient" +
                          schemas::did_you_mean(role, organisations));
    }
    return guests;
}

void read_dates(const Section& section, Rule& rule) {
    const yaml::Node* node = section.find("in_force");
    if (node == nullptr) return;
    const Section dates{*node, "in_force", {"from", "until"}, section.faults()};
    rule.from_date = dates.date("from");
    rule.until_date = dates.date("until");
    if (rule.from_date && rule.until_date && *rule.until_date < *rule.from_date)
        add_fault(section.faults(), *node, "the end comes before the begin");
}

// Article 13 and 14: without consent a dated notice of the sender suffices; a legal obligation is reported and never
// gates; all else is told per child.
Inform usual_inform(const Rule& rule) {
    if (rule.from_basis.avg6 == "c" || rule.from_basis.avg6 == "d") return Inform::reported;
    return rule.consent == ConsentNeed::none ? Inform::notice : Inform::per_child;
}

// To inform is a duty beside a legal obligation, and no condition of it.
Inform read_inform(const Section& section, const Rule& rule) {
    const Inform inform = section.choice("inform", inform_words, usual_inform(rule));
    if (rule.from_basis.avg6 == "c" && inform != Inform::reported)
        add_fault(section.faults(), *section.find("inform"),
                  "its basis is a legal obligation (c), which waits for nobody being informed: say 'reported', or "
                  "leave 'inform' away");
    return inform;
}

Rule read_rule(const yaml::Node& node, const Section& purpose, const std::string& purpose_id, Kind kind,
               const Convenant& convenant) {
    const Section section{node,     "a rule",  {"id", "from", "to", "pseudonym_only"}, purpose.faults(),
                          &purpose, lent_words};
    Rule rule;
    rule.id = section.needed_text("id");
    rule.purpose = purpose_id;
    rule.from = read_roles(section, "from", kind);
    rule.to = read_roles(section, "to", kind);
    read_bases(section, rule);
    rule.art9 = read_grounds(section);
    rule.no_art9_because = section.reason("no_art9_because");
    rule.consent_only_because = section.reason("consent_only_because");
    if (section.find("totals") != nullptr) {
        read_totals(section, convenant, kind, rule);
    } else {
        read_records(section, rule, kind);
        read_transforms(section, rule);
    }
    (void)section.need("consent");
    rule.consent = section.choice("consent", consent_words, ConsentNeed::needed);
    rule.inform = read_inform(section, rule);
    rule.bsn = section.yes("bsn", false);
    rule.needs_case = section.yes("case", false);
    rule.ask = section.choice("ask", ask_words, Ask::never);
    rule.choose = section.choice("choose", choose_words, Choose::all);
    rule.when = read_conditions(section, "when", convenant);
    rule.deadline_hours = read_deadline(section);
    read_retention(section, rule);
    rule.onward = section.needed_text("onward");
    rule.notify = read_notify(section);
    rule.frequency = read_frequency(section);
    rule.guests = read_guests(section, rule);
    rule.pseudonym_only = section.yes("pseudonym_only", false);
    read_dates(section, rule);
    read_only_if(section, convenant.settings, rule);
    return rule;
}

bool has_all(const schemas::RecordType& type, const std::vector<FieldIs>& when) {
    return std::ranges::all_of(when, [&](const FieldIs& one) {
        return schemas::is_of_the_child(one.record) || schemas::name_in(type, one.record, one.field);
    });
}

// A condition about another record than the forbidden one never holds, and the flow would go on.
void check_it_can_hold(const Section& section, const Prohibition& forbidden) {
    const yaml::Node* when = section.find("when");
    const bool misspelt = std::ranges::any_of(forbidden.when, [](const FieldIs& one) { return one.field.empty(); });
    if (when == nullptr || misspelt) return;
    const auto& named = forbidden.records;
    const auto fits = [&](const schemas::RecordType& type) { return has_all(type, forbidden.when); };
    const auto fits_named = [&](const std::string& id) {
        const schemas::RecordType* type = schemas::find_record_type(id);
        return type == nullptr || fits(*type);
    };
    const bool holds =
        named.empty() ? std::ranges::any_of(schemas::record_types(), fits) : std::ranges::all_of(named, fits_named);
    if (!holds)
        add_fault(section.faults(), *when,
                  "a record that is forbidden here has no field of one of these conditions, so that this never holds "
                  "for it; name the records that have all of them under 'records'");
}

Prohibition read_prohibition(const yaml::Node& node, const std::string& purpose, Kind kind, Faults& faults) {
    const Section section{node, "a forbidden flow", {"id", "from", "to", "records", "when", "reason"}, faults};
    Prohibition forbidden;
    forbidden.id = section.needed_text("id");
    forbidden.purposes = {purpose};
    if (section.find("from") != nullptr) forbidden.from = read_roles(section, "from", kind);
    if (section.find("to") != nullptr) forbidden.to = read_roles(section, "to", kind);
    forbidden.records = section.words("records");
    for (const std::string& type : forbidden.records) {
        if (schemas::find_record_type(type) == nullptr)
            add_unknown(faults, place_of_word(*section.find("records"), type), "record type", names_of_record_types());
    }
    for (const yaml::Node& condition : section.list("when"))
        forbidden.when.push_back(read_field_is(Section{condition, "a condition", {"field", "is", "is_not"}, faults}));
    check_it_can_hold(section, forbidden);
    (void)section.need("reason");
    forbidden.reason = section.choice("reason", forbidding, Reason::deny_third_party);
    return forbidden;
}

Purpose read_heading(const Section& section) {
    Purpose purpose;
    purpose.id = section.needed_text("id");
    const auto known = schemas::purpose_ids();
    if (!purpose.id.empty() && !is_any_of(known, purpose.id))
        add_unknown(section.faults(), *section.find("id"), "purpose", known);
    purpose.title = section.needed_text("title");
    purpose.kind = section.choice("kind", kind_words, Kind::flow);
    purpose.dpia = section.reference("dpia");
    purpose.dpia_required = section.yes("dpia_required", true);
    purpose.pseudonym_group = section.find("group") == nullptr ? purpose.id : section.text("group");
    purpose.agreement = section.told("agreement");
    purpose.joint_control = section.told("joint_control");
    purpose.verify_before_production = section.yes("verify_before_production", false);
    return purpose;
}

void check_kind(const Purpose& purpose, const yaml::Node& at, Faults& faults) {
    const Kind kind = row_of_purpose(purpose.id).kind;
    if (purpose.kind != kind)
        add_fault(faults, at, "this purpose is of kind '" + std::string{word_of(kind)} + "', and of no other");
}

// Convenant 2, "Reading the rows": what has another road goes by this one only where that was agreed in writing.
void read_route(const Section& section, Purpose& purpose) {
    const yaml::Node* route = section.find("route");
    if (route == nullptr) return;
    constexpr std::string_view replaced = "replaced-by-agreement";
    if (route->text != replaced) return add_unknown(section.faults(), *route, "route", std::array{replaced});
    if (purpose.kind != Kind::elsewhere)
        return add_fault(section.faults(), *route, "this purpose has no other road that an agreement could replace");
    if (purpose.agreement.empty())
        add_fault(section.faults(), *route, "say under 'agreement' by which one the other road is replaced");
    purpose.kind = Kind::flow;
}

// What is not settled runs with `environment: demo` only, and without its assessment gives nothing there. A draft never
// runs in production.
void check_settled(const Purpose& purpose, const Section& section, const Convenant& convenant) {
    if (convenant.environment != Environment::production) {
        if (purpose.lacks_dpia())
            add_warning(section.faults(), section.node(),
                        "nothing goes for purpose " + purpose.id + ": it lacks 'dpia'; name its assessment, or say " +
                            "'dpia_required: no' where it needs none");
        return;
    }
    const auto tell = convenant.draft ? add_warning : add_fault;
    const std::string who = "not for production: purpose " + purpose.id;
    if (purpose.lacks_dpia())
        tell(section.faults(), section.node(),
             who + " lacks 'dpia'; name its assessment, or say 'dpia_required: no' where it needs none");
    if (purpose.verify_before_production)
        tell(section.faults(), *section.find("verify_before_production"),
             who + " says that something is still to be read in the law; read it, then leave this line out");
}

std::vector<Prohibition> read_forbidden(const Section& section, const Purpose& purpose, std::span<const Rule> rules) {
    std::vector<Prohibition> forbidden;
    for (const yaml::Node& one : section.list("forbidden"))
        forbidden.push_back(read_prohibition(one, purpose.id, purpose.kind, section.faults()));
    check_forbidden(rules, forbidden, section.list("forbidden"), section.faults());
    return forbidden;
}

template <class Placed>
std::pair<int, int> place_in_file(const Placed& one) {
    return {one.line, one.column};
}

// The words of a rule, and of what its purpose lends it, under which one of these faults stands; and those that lack,
// or may be what a misspelt word means.
SoundWords sound_words(const yaml::Node& rule, const Section& purpose, std::span<const Fault> faults) {
    std::set<std::string, std::less<>> unsound;
    std::vector<const yaml::Node*> keys;
    std::vector<std::string_view> known{own_words.begin(), own_words.end()};
    known.insert(known.end(), lent_words.begin(), lent_words.end());
    for (const yaml::Node* node : {&purpose.node(), &rule}) {
        for (const auto& [key, value] : node->members) {
            keys.push_back(&key);
            if (!is_any_of(known, key.text)) unsound.emplace(schemas::nearest(key.text, known));
        }
    }
    const auto stands = [&](std::string_view word) {
        return std::ranges::any_of(keys, [&](const yaml::Node* key) { return key->text == word; });
    };
    for (const std::string_view word : {"from", "to", "basis", "records", "consent"}) {
        if (!stands(word) && !(word == "records" && stands("totals"))) unsound.emplace(word);
    }
    for (const Fault& fault : faults) {
        if (fault.warns || place_in_file(fault) == place_in_file(rule)) continue;
        const yaml::Node* word = nullptr;
        for (const yaml::Node* key : keys) {
            const bool before = place_in_file(*key) <= place_in_file(fault);
            if (before && (word == nullptr || place_in_file(*word) < place_in_file(*key))) word = key;
        }
        if (word != nullptr) unsound.insert(word->text);
    }
    return SoundWords{std::move(unsound)};
}

void read_purpose(const yaml::Node& node, Convenant& convenant, SeenRules& seen, SeenPurposes& purposes,
                  Faults& faults) {
    const Section section{node,
                          "a purpose",
                          {"id", "title", "kind", "dpia", "dpia_required", "group", "agreement", "joint_control",
                           "route", "verify_before_production", "rules", "forbidden"},
                          faults,
                          nullptr,
                          lent_words};
    Purpose purpose = read_heading(section);
    check_kind(purpose, node, faults);
    read_route(section, purpose);
    check_settled(purpose, section, convenant);
    std::vector<Rule> read;
    if (convenant.purposes.contains(purpose.id)) add_fault(faults, node, "this purpose stands twice");
    if (section.need("rules") != nullptr && section.list("rules").empty())
        add_fault(faults, node, "a purpose has at least one rule");
    for (const yaml::Node& one : section.list("rules")) {
        const std::size_t before = faults.size();
        Rule rule = read_rule(one, section, purpose.id, purpose.kind, convenant);
        const SoundWords sound = sound_words(one, section, std::span<const Fault>{faults}.subspan(before));
        check_rule(rule, convenant, purpose, sound, one, faults);
        check_row(rule, sound, one, faults);
        check_counted_once(rule, convenant, one, faults);
        seen.add(rule, one, faults);
        convenant.rules.push_back(rule);
        // Of conditions with a fault of their own nothing further is said.
        if (!sound({"when"})) rule.when.clear();
        if (!sound({"totals"})) rule.totals.clear();
        read.push_back(std::move(rule));
    }
    std::vector<Prohibition> forbidden = read_forbidden(section, purpose, read);
    purposes.add(purpose, node, forbidden, section.list("forbidden"));
    std::ranges::move(forbidden, std::back_inserter(convenant.prohibitions));
    std::string id = purpose.id;
    convenant.purposes.emplace(std::move(id), std::move(purpose));
}

}  // namespace

void read_purposes(const Section& file, Convenant& convenant) {
    SeenRules seen;
    SeenPurposes purposes;
    for (const yaml::Node& node : file.list("purposes")) read_purpose(node, convenant, seen, purposes, file.faults());
    purposes.check(convenant, file.faults());
}

Party read_party(const yaml::Node& node, Faults& faults) {
    const auto party = Party::parse(node.text);
    if (node.shape != yaml::Shape::text || !party || party->org.empty()) {
        add_fault(faults, node, "a party should stand here, written ROLE:ORGANISATION");
        return {};
    }
    const auto roles = schemas::role_ids();
    if (!is_any_of(roles, party->role)) {
        yaml::Node named = node;
        named.text = party->role;
        add_unknown(faults, named, "role", roles);
    }
    return *party;
}

}  // namespace kolk::policies
