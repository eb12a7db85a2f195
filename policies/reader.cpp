#include "policies/reader.hpp"

#include "policies/reader_conditions.hpp"
#include "policies/reader_rules.hpp"
#include "policies/reader_settings.hpp"

#include <algorithm>
#include <set>

namespace kolk::policies {
namespace {

constexpr std::size_t most_faults = 500;

std::optional<Date> end_after(const Section& section, std::string_view word, Date from) {
    const auto until = section.date(word);
    if (until && from.ok() && *until < from)
        add_fault(section.faults(), *section.find(word), "the end comes before the begin");
    return until;
}

void read_heading(const Section& file, Convenant& convenant) {
    static constexpr std::array<std::pair<std::string_view, Environment>, 2> environments{
        {{"demo", Environment::demo}, {"production", Environment::production}}};
    static constexpr std::array<std::pair<std::string_view, bool>, 2> states{{{"draft", true}, {"final", false}}};
    const yaml::Node* node = file.need("convenant");
    if (node == nullptr) return;
    const Section heading{
        *node, "convenant", {"id", "version", "title", "region", "in_force", "environment", "status"}, file.faults()};
    convenant.id = heading.needed_text("id");
    convenant.version = heading.needed_text("version");
    convenant.title = heading.needed_text("title");
    convenant.region = heading.needed_text("region");
    convenant.environment = heading.choice("environment", environments, Environment::demo);
    convenant.draft = heading.choice("status", states, true);
    const yaml::Node* status = heading.find("status");
    if (convenant.draft && convenant.environment == Environment::production)
        add_warning(file.faults(), status == nullptr ? *node : *status,
                    "not for production: this is a draft until it says 'status: final'");
    const yaml::Node* in_force = heading.need("in_force");
    if (in_force == nullptr) return;
    const Section dates{*in_force, "in_force", {"from", "until"}, file.faults()};
    convenant.from = dates.needed_date("from");
    (void)dates.need("until");
    convenant.until = end_after(dates, "until", convenant.from).value_or(Date{});
}

struct Days {
    Date from;
    std::optional<Date> until;
    std::string retention{};
};

Days read_days(const yaml::Node& node, Faults& faults) {
    if (node.shape == yaml::Shape::text) return {date_of(node, faults).value_or(Date{}), std::nullopt};
    const Section section{node, "a role", {"from", "until", "retention"}, faults};
    const Date from = section.needed_date("from");
    Days days{from, end_after(section, "until", from), section.text("retention")};
    if (!days.retention.empty() && !parse_period(days.retention))
        add_fault(faults, *section.find("retention"), "a retention is a period like 'P3Y' or 'P6M'");
    return days;
}

// One period, or a list of those that follow each other.
std::vector<Days> read_periods(const yaml::Node& node, Faults& faults) {
    if (node.shape != yaml::Shape::list) return {read_days(node, faults)};
    std::vector<Days> all;
    for (const yaml::Node& item : node.items) {
        const Days next = read_days(item, faults);
        if (!all.empty() && !all.back().until) {
            add_fault(faults, item, "the period before this one has no end; give that one its 'until'");
        } else if (!all.empty() && next.from.ok() && next.from <= *all.back().until) {
            add_fault(faults, item, "this period begins before the one before it has ended; they follow each other");
        }
        all.push_back(next);
    }
    if (all.empty()) add_fault(faults, node, "a role without a period is none; name its first day");
    return all;
}

// Who left before stays named for what it got; who comes after the last day is a slip of the pen.
void check_days(const std::vector<Days>& periods, const Convenant& convenant, const yaml::Node& at, Faults& faults) {
    if (periods.empty() || !convenant.until.ok() || periods.front().from <= convenant.until) return;
    add_warning(faults, at,
                "this party is one on no day of the convenant, which ends on " + base::format_date(convenant.until));
}

void check_role_of_member(const yaml::Node& role, Faults& faults) {
    const auto roles = schemas::role_ids();
    if (std::find(roles.begin(), roles.end(), role.text) == roles.end()) add_unknown(faults, role, "role", roles);
    if (covering_role(role.text) != role.text) add_fault(faults, role, "the role 'school' covers the schoolbestuur");
    if (!signs(role.text)) add_fault(faults, role, "a parent or young person is no party of a convenant");
}

bool is_known(const Convenant& convenant, const Party& party) {
    return std::any_of(convenant.members.begin(), convenant.members.end(),
                       [&](const Membership& member) { return member.party == party; });
}

// A name under `served_by`, and where it stands.
struct Served {
    Party by;
    yaml::Node at;
};

// An organisation may stand in several places, and is one all the same.
void read_organisation(const Section& section, const std::string& org, Convenant& convenant) {
    Organisation told{section.needed_text("name"), section.text("contact"), section.text("fg")};
    const auto added = convenant.organisations.emplace(org, told);
    if (added.second) return;
    Organisation& known = added.first->second;
    const auto is_other = [&](std::string Organisation::*what, std::string_view word) {
        std::string& before = known.*what;
        const std::string& now = told.*what;
        if (before.empty()) before = now;
        if (!now.empty() && now != before)
            add_fault(section.faults(), *section.find(word),
                      "this organisation stands under 'parties' already, with another " + std::string{word});
    };
    is_other(&Organisation::name, "name");
    is_other(&Organisation::contact, "contact");
    is_other(&Organisation::fg, "fg");
}

void read_one_party(const yaml::Node& node, Convenant& convenant, std::vector<Served>& served, Faults& faults) {
    const Section section{node, "a party", {"org", "name", "roles", "served_by", "contact", "fg"}, faults};
    const std::string org = section.needed_text("org");
    read_organisation(section, org, convenant);
    if (!org.empty() && !Party::parse("school:" + org))
        add_fault(faults, *section.find("org"), "an organisation is 2 to 32 small letters, digits and hyphens");
    const yaml::Node* roles = section.need("roles");
    if (roles == nullptr) return;
    if (roles->shape != yaml::Shape::map || roles->members.empty())
        add_fault(faults, *roles, "'roles' should name each role with its first day");
    std::vector<Party> serving;
    for (const yaml::Node& one : section.list("served_by")) {
        serving.push_back(read_party(one, faults));
        served.push_back({serving.back(), one});
    }
    for (const auto& [role, dates] : roles->members) {
        const Party party{role.text, org};
        check_role_of_member(role, faults);
        if (is_known(convenant, party)) add_fault(faults, role, "this organisation already has this role");
        if (!serving.empty()) convenant.served_by[party] = serving;
        const std::vector<Days> periods = read_periods(dates, faults);
        check_days(periods, convenant, dates, faults);
        for (const Days& days : periods) {
            Membership& member = convenant.members.emplace_back(Membership{party, days.from, days.until});
            member.retention = days.retention;
        }
    }
}

void check_known(const Convenant& convenant, const Party& party, const yaml::Node& at, Faults& faults) {
    if (party.org.empty() || is_known(convenant, party)) return;
    std::vector<std::string> names;
    for (const Membership& member : convenant.members) names.push_back(member.party.text());
    const std::vector<std::string_view> known{names.begin(), names.end()};
    add_fault(faults, at, "this party does not stand under 'parties'" + schemas::did_you_mean(at.text, known));
}

Party known_party(const Section& section, std::string_view word, const Convenant& convenant) {
    const yaml::Node* node = section.need(word);
    if (node == nullptr) return {};
    Party party = read_party(*node, section.faults());
    check_known(convenant, party, *node, section.faults());
    return party;
}

void check_purposes(const yaml::Node& named, const Convenant& convenant, Faults& faults) {
    std::vector<std::string_view> known;
    for (const auto& [id, purpose] : convenant.purposes) known.push_back(id);
    const auto check = [&](const yaml::Node& one) {
        if (one.shape == yaml::Shape::text && convenant.find_purpose(one.text) == nullptr)
            add_unknown(faults, one, "purpose of this file", known);
    };
    check(named);
    std::ranges::for_each(named.items, check);
}

void read_notices(const Section& file, Convenant& convenant) {
    for (const yaml::Node& node : file.list("notices")) {
        const Section section{node, "a notice", {"party", "date", "purposes", "text_version"}, file.faults()};
        convenant.notices.push_back({known_party(section, "party", convenant), section.needed_date("date"),
                                     section.words("purposes"), section.needed_text("text_version")});
        if (const yaml::Node* purposes = section.find("purposes")) check_purposes(*purposes, convenant, file.faults());
    }
}

bool is_member_on(const Convenant& convenant, const Party& party, Date day) {
    return std::ranges::any_of(convenant.members, [&](const Membership& member) {
        return member.party == party && member.from <= day && (!member.until || day <= *member.until);
    });
}

// The first leaves the day before; its successor comes in then, or was there already.
bool fits(const Succession& one, const Convenant& convenant) {
    if (!one.at.ok() || is_member_on(convenant, one.from, one.at)) return false;
    return is_member_on(convenant, one.from, base::add_days(one.at, -1)) && is_member_on(convenant, one.to, one.at);
}

bool has_successor(const Convenant& convenant, const Succession& other) {
    return std::ranges::any_of(convenant.successions,
                               [&](const Succession& one) { return one.from == other.from && one.at == other.at; });
}

void read_successions(const Section& file, Convenant& convenant) {
    for (const yaml::Node& node : file.list("successions")) {
        const Section section{node, "a succession", {"from", "to", "date"}, file.faults()};
        Succession one{known_party(section, "from", convenant), known_party(section, "to", convenant),
                       section.needed_date("date")};
        if (one.from.role != one.to.role) add_fault(file.faults(), node, "a successor has the same role");
        if (has_successor(convenant, one)) {
            add_fault(file.faults(), node, "this party has a successor on that day already; one takes its whole place");
        } else if (fits(one, convenant)) {
            convenant.successions.push_back(std::move(one));
        } else {
            add_fault(file.faults(), node,
                      "a membership of the first should end the day before, and its successor be a member from then");
        }
    }
}

bool is_told(const Faults& faults, const yaml::Node& at) {
    return std::ranges::any_of(
        faults, [&](const Fault& one) { return !one.warns && one.line == at.line && one.column == at.column; });
}

// The last of two would be passed over, or be taken together with the first, in silence.
void check_repeated(const yaml::Node& node, Faults& faults) {
    std::set<std::string_view> seen;
    for (const auto& [key, value] : node.members) {
        const bool is_new = seen.insert(key.text).second;
        if (!is_new && !is_told(faults, key)) add_fault(faults, key, "this word stands twice in one place");
        check_repeated(value, faults);
    }
    for (const yaml::Node& item : node.items) check_repeated(item, faults);
}

void read_file(const yaml::Node& root, Convenant& convenant, Faults& faults) {
    const Section file{
        root,
        "the file",
        {"convenant", "settings", "school_calendar", "definitions", "parties", "successions", "notices", "purposes"},
        faults};
    read_heading(file, convenant);
    std::vector<Served> served;
    if (file.need("parties") != nullptr) {
        for (const yaml::Node& node : file.list("parties")) read_one_party(node, convenant, served, faults);
    }
    for (const Served& one : served) check_known(convenant, one.by, one.at, faults);
    read_settings(file, convenant);
    read_school_calendar(file, convenant);
    read_definitions(file, convenant);
    if (file.need("purposes") != nullptr) read_purposes(file, convenant);
    read_successions(file, convenant);
    read_notices(file, convenant);
    check_repeated(root, faults);
}

void put_in_order(Faults& faults) {
    std::stable_sort(faults.begin(), faults.end(), [](const Fault& a, const Fault& b) {
        return std::pair{a.line, a.column} < std::pair{b.line, b.column};
    });
    if (faults.size() > most_faults) faults.resize(most_faults);
}

}  // namespace

ConvenantReading read_convenant(std::string_view text) {
    ConvenantReading reading;
    yaml::Reading file = yaml::read(text);
    reading.faults = std::move(file.faults);
    if (!reading.faults.empty()) return reading;
    auto convenant = std::make_shared<Convenant>();
    read_file(file.root, *convenant, reading.faults);
    const auto warnings = std::stable_partition(reading.faults.begin(), reading.faults.end(),
                                                [](const Fault& one) { return !one.warns; });
    reading.warnings.assign(warnings, reading.faults.end());
    reading.faults.erase(warnings, reading.faults.end());
    put_in_order(reading.faults);
    put_in_order(reading.warnings);
    if (!reading.faults.empty()) return reading;
    convenant->prepare();
    reading.convenant = std::move(convenant);
    return reading;
}

}  // namespace kolk::policies
