#include "gateway/simulation/past.hpp"

#include "gateway/store/sqlite.hpp"
#include "policies/same_rule.hpp"
#include "schemas/base/texts.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>

namespace kolk::gateway::simulation {
namespace {

using base::Result;
using policies::Convenant;
using policies::PlannedFlow;
using policies::Reason;
using policies::Rule;
using schemas::Party;
using store::sqlite::Connection;

// One road in one version: its rule and what else is known of it.
struct Way {
    const Convenant& convenant;
    const PlannedFlow* flow = nullptr;
    const Rule* rule = nullptr;
    Party from;
    Party to;
};

Way way_of(const Convenant& convenant, const Road& road) {
    Way way{convenant, nullptr, nullptr, Party::parse(road.from).value_or(Party{}),
            Party::parse(road.to).value_or(Party{})};
    way.flow = convenant.find_flow(road.purpose, way.from.role, way.to.role, road.record_type);
    if (way.flow != nullptr) way.rule = &convenant.rules[way.flow->plan->rule];
    return way;
}

bool takes_part(const Convenant& convenant, const Party& party) {
    const Party covering = policies::covering_party(party);
    return std::any_of(convenant.members.begin(), convenant.members.end(),
                       [&](const policies::Membership& member) { return member.party == covering; });
}

// On its first day or since a succession.
bool serves(const Way& way) {
    const auto on = [&way](base::Date day) { return way.convenant.serves(way.to, way.from, day); };
    return on(way.convenant.from) ||
           std::ranges::any_of(way.convenant.successions, [&](const auto& one) { return on(one.at); });
}

// Why nothing can go on this road, whatever the record holds and whatever is known of the child.
std::optional<Reason> surely_withheld(const Way& way) {
    if (way.rule == nullptr) return Reason::deny_role;
    if (!takes_part(way.convenant, way.from) || !takes_part(way.convenant, way.to)) return Reason::deny_membership;
    const policies::Plan& plan = *way.flow->plan;
    if (plan.lacks_dpia) return Reason::deny_dpia;
    for (const std::size_t place : way.flow->prohibitions) {
        const policies::Prohibition& one = way.convenant.prohibition(place);
        if (one.when.empty()) return one.reason;
    }
    if (plan.kind == policies::Kind::override_) return std::nullopt;  // an exception may open it
    if (plan.kind != policies::Kind::flow || way.rule->ask == policies::Ask::never) return Reason::deny_role;
    if (!serves(way)) return Reason::deny_condition;
    return std::nullopt;
}

// The days on which the sender gave a general notice of this purpose.
std::vector<base::Date> notices_of(const Way& way) {
    const Party sender = policies::covering_party(way.from);
    std::vector<base::Date> days;
    for (const policies::Notice& notice : way.convenant.notices) {
        if (notice.party == sender && base::holds(notice.purposes, way.rule->purpose)) days.push_back(notice.at);
    }
    std::ranges::sort(days);
    return days;
}

bool forbid_the_same(const Way& left, const Way& right) {
    const auto& ours = left.flow->prohibitions;
    const auto& theirs = right.flow->prohibitions;
    return std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end(), [&](std::size_t one, std::size_t other) {
        return policies::forbid_alike(left.convenant.prohibition(one), right.convenant.prohibition(other));
    });
}

// Whether both parties take part from and until the same days, and the sender's reports go to the same SWV.
bool take_part_alike(const Way& then, const Way& now) {
    const auto days_of = [](const Way& way, const Party& party) {
        std::vector<std::pair<base::Date, std::optional<base::Date>>> days;
        for (const policies::Membership& member : way.convenant.members) {
            if (member.party == policies::covering_party(party)) days.emplace_back(member.from, member.until);
        }
        return days;
    };
    return days_of(then, then.from) == days_of(now, now.from) && days_of(then, then.to) == days_of(now, now.to) &&
           serves(then) == serves(now);
}

// Whether the road asks for the same in both versions: then what the entry says of it still holds.
bool asks_the_same(const Way& then, const Way& now) {
    return then.rule != nullptr && then.flow->plan->kind == now.flow->plan->kind &&
           policies::ask_alike(*then.rule, *now.rule) && forbid_the_same(then, now) &&
           notices_of(then) == notices_of(now) && take_part_alike(then, now) &&
           then.convenant.settings == now.convenant.settings &&
           then.convenant.school_calendar == now.convenant.school_calendar;
}

schemas::FieldSet named_in(const policies::Block& block, const std::string& field) {
    for (const policies::Block::Field& one : block.fields) {
        if (one.name == field) return one.bit & block.named;
    }
    return 0;
}

bool names(const Way& way, const std::string& field) {
    const policies::Plan& plan = *way.flow->plan;
    return named_in(plan.record, field) != 0 || named_in(plan.subject, field) != 0;
}

std::vector<std::string> fields_of(const Way& way) {
    std::vector<std::string> fields;
    const auto add = [&fields](const policies::Block& block) {
        for (const policies::Block::Field& one : block.fields) {
            if ((one.bit & block.named) != 0) fields.push_back(one.name);
        }
    };
    add(way.flow->plan->record);
    add(way.flow->plan->subject);
    return fields;
}

bool gives_of_record(const Way& way, const std::vector<std::string>& given) {
    const auto& fields = way.flow->plan->record.fields;
    return std::any_of(given.begin(), given.end(), [&](const std::string& name) {
        return std::any_of(fields.begin(), fields.end(), [&](const auto& field) { return field.name == name; });
    });
}

bool says_who(const Way& way, const std::vector<std::string>& given) {
    const policies::Plan& plan = *way.flow->plan;
    return std::ranges::any_of(given, [&plan](const std::string& name) {
        return (named_in(plan.record, name) & plan.record.identifying) != 0 ||
               (named_in(plan.subject, name) & plan.subject.identifying) != 0;
    });
}

// Whether two versions say the same of this road, so that nothing on it changes.
bool is_alike(const Way& one, const Way& other) {
    if (surely_withheld(one) != surely_withheld(other)) return false;
    if (one.rule == nullptr || other.rule == nullptr) return one.rule == other.rule;
    return one.rule->id == other.rule->id && asks_the_same(one, other) && fields_of(one) == fields_of(other) &&
           one.rule->transforms == other.rule->transforms;
}

std::vector<std::string> as_they_leave(const Rule& rule, std::vector<std::string> fields) {
    for (std::string& field : fields) field = as_it_leaves(rule, field);
    std::ranges::sort(fields);
    return fields;
}

void judge_released(const PastExchange& past, const Way& then, const Way& now, Outcome& outcome) {
    std::vector<std::string> given;
    for (const std::string& field : past.given) {
        if (names(now, field)) given.push_back(field);
    }
    // Whether the recipient knows the child all the same, no entry tells.
    outcome.unknown = says_who(then, past.given) && !says_who(now, given);
    if (outcome.unknown) return;
    for (const std::string& field : fields_of(now)) {
        if (!names(then, field)) outcome.fields_unknown.push_back(as_it_leaves(*now.rule, field));
    }
    outcome.before->given = as_they_leave(*then.rule, past.given);
    outcome.after = gives_of_record(now, given)
                        ? Verdict{true, {}, as_they_leave(*now.rule, given)}
                        : Verdict{false, std::string{policies::code_of(Reason::deny_field)}, {}};
}

// Who had signed on that day no entry tells; and what stopped for want of an assessment was looked at no further.
bool says_nothing_now(const std::string& reason) {
    return reason == policies::code_of(Reason::deny_convenant) || reason == policies::code_of(Reason::deny_dpia);
}

// Reasons that depend on which fields the rule names.
bool is_about_fields(const std::string& reason) {
    return reason == "deny.field" || reason == "deny.bsn" || reason == "deny.unidentifiable" ||
           reason.starts_with("deny.consent");
}

Result<std::vector<std::string>> texts(const boost::json::object& leaf, std::string_view key) {
    std::vector<std::string> all;
    const auto* list = leaf.if_contains(key);
    if (list == nullptr) return all;
    if (!list->is_array()) return base::failure("log.leaf", "an entry of the log is damaged; run `kolk log verify`");
    for (const auto& one : list->get_array()) {
        if (one.is_string()) all.emplace_back(one.get_string());
    }
    return all;
}

std::string text(const boost::json::object& leaf, std::string_view key) {
    const auto* value = leaf.if_contains(key);
    return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

Result<PastExchange> read_entry(std::string_view leaf_text) {
    boost::json::error_code error;
    const boost::json::value leaf_value = boost::json::parse(leaf_text, error);
    if (error || !leaf_value.is_object()) {
        return base::failure("log.leaf", "an entry of the log cannot be read; run `kolk log verify`");
    }
    const boost::json::object& leaf = leaf_value.get_object();
    auto given = texts(leaf, "given");
    if (!given) return given.error();
    return PastExchange{{text(leaf, "purpose"), text(leaf, "from"), text(leaf, "to"), text(leaf, "record_type")},
                        text(leaf, "kind") == "released",
                        text(leaf, "rule"),
                        text(leaf, "convenant_hash"),
                        text(leaf, "reason"),
                        text(leaf, "consent_id"),
                        std::move(*given)};
}

constexpr const char* count_words =
    "SELECT count(*) FROM log_entries WHERE region = ?1 AND at >= ?2 AND kind IN ('released', 'withheld')";
// The last word on an exchange: what was released stays released, whatever is decided of a later version.
constexpr const char* select_words =
    "SELECT leaf, exchange_id, kind FROM log_entries WHERE region = ?1 AND at >= ?2 "
    "AND kind IN ('released', 'withheld') ORDER BY entry";

struct LastWord {
    Outcome outcome;
    bool released = false;
};

}  // namespace

Outcome judge(const PastExchange& past, const Versions& versions) {
    Outcome outcome{past.road, Verdict{past.released, past.reason, past.given}, {}};
    if (past.released) outcome.before->reason.clear();
    const Way now = way_of(versions.next, past.road);
    if (!says_nothing_now(past.reason) && is_alike(way_of(versions.in_force, past.road), now)) {
        outcome.after = outcome.before;
        return outcome;
    }
    const auto decided = versions.by_hash.find(past.convenant_hash);
    const bool known = decided != versions.by_hash.end();
    const Way then = way_of(known ? *decided->second : versions.in_force, past.road);
    if (const auto reason = surely_withheld(now)) {
        const bool as_before = !past.released && surely_withheld(then) == reason;
        outcome.after = as_before ? outcome.before : Verdict{false, std::string{policies::code_of(*reason)}, {}};
        return outcome;
    }
    const bool comparable = known && asks_the_same(then, now) && then.rule->id == past.rule;
    const bool same_fields = comparable && fields_of(then) == fields_of(now);
    if (comparable && past.released) {
        judge_released(past, then, now, outcome);
    } else if (comparable && !says_nothing_now(past.reason) && (same_fields || !is_about_fields(past.reason))) {
        outcome.after = outcome.before;
    } else {
        outcome.unknown = true;
    }
    return outcome;
}

Result<Report> compare_past(const std::string& database, const std::string& region, const std::string& since,
                            const Versions& versions,
                            const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    Report report;
    if (!std::filesystem::exists(database)) return report;
    auto connection = Connection::open(database, Connection::Mode::read_only);
    if (!connection) return connection.error();
    std::uint64_t expected = 0;
    {
        auto counting = connection->query(count_words, region, since);
        const auto row = counting.next();
        if (!row) return row.error();
        expected = static_cast<std::uint64_t>(counting.number(0));
    }
    std::map<std::string, LastWord> last;
    auto words = connection->query(select_words, region, since);
    for (std::uint64_t read = 0;; ++read) {
        progress(read, expected);
        const auto row = words.next();
        if (!row) return row.error();
        if (!*row) break;
        LastWord& word = last[std::string{words.text(1)}];
        if (word.released && words.text(2) != "released") continue;
        const auto entry = read_entry(words.text(0));
        if (!entry) return entry.error();
        word = {judge(*entry, versions), entry->released};
    }
    for (const auto& [exchange, word] : last) count(report, word.outcome, 1);
    return report;
}

}  // namespace kolk::gateway::simulation
