#include "policies/totals.hpp"

#include "policies/condition.hpp"
#include "policies/counted_table.hpp"
#include "policies/looked_at.hpp"
#include "policies/signers.hpp"
#include "schemas/base/texts.hpp"
#include "schemas/record_types.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace kolk::policies {
namespace {

Flow flow_of(const Rule& rule, const Total& total, const Party& from, const Party& to) {
    // A total tells of no child, so what a consent would lift does not bar it.
    constexpr bool lifted_by_consent = true;
    return {rule.purpose, covering_role(from.role), covering_role(to.role), total.record, lifted_by_consent};
}

// A total gives no field.
template <class Visit>
void for_each_bar(const Convenant& convenant, const Flow& flow, Visit visit) {
    for (std::size_t place = 0; place < convenant.count_of_prohibitions(); ++place) {
        const Prohibition& one = convenant.prohibition(place);
        if (!one.where_given && concerns(one, flow)) visit(one);
    }
}

// Whoever gets the total gets the same one: if what may not go to one recipient counted for another, the difference
// between both would tell of it.
template <class Visit>
void for_each_bar_towards_anyone(const Convenant& convenant, const Total& total, const Party& from, Visit visit) {
    for (const Rule& rule : convenant.rules) {
        const bool counts_it = base::holds(rule.from, covering_role(from.role)) &&
                               std::ranges::find(rule.totals, total.record, &Total::record) != rule.totals.end();
        if (!counts_it) continue;
        for (const std::string& role : rule.to) {
            for_each_bar(convenant, flow_of(rule, total, from, {role, {}}), [&](const Prohibition& bar) {
                if (!bar.when.empty()) visit(bar);
            });
        }
    }
}

bool has_signed_as_member(const Convenant& convenant, const Party& party, Date today) {
    const Membership* member = convenant.find_member(party, today);
    return member != nullptr && member->has_signed;
}

std::string text_of_value(const boost::json::value& value) {
    if (value.is_string()) return std::string{value.get_string()};
    if (value.is_bool()) return value.get_bool() ? "true" : "false";
    return {};
}

// A small place tells where a child lives or goes to school, and whoever looks for it knows the child.
bool keeps_place_secret(const Grouping& grouping, const CountedRecord& counted) {
    const schemas::RecordType* type = schemas::find_record_type(grouping.record);
    const schemas::FieldSchema* field = type == nullptr ? nullptr : type->find(grouping.field);
    return counted.facts != nullptr && counted.facts->address_secret && (field == nullptr || field->whereabouts);
}

std::string group_in(const Grouping& grouping, const CountedRecord& counted) {
    if (keeps_place_secret(grouping, counted)) return std::string{other_group};
    const bool own = counted.record->type == grouping.record;
    const schemas::Content* fields = own ? &counted.record->fields : counted.subject;
    const boost::json::value* value = fields == nullptr ? nullptr : fields->find(grouping.field);
    if (value == nullptr) return std::string{other_group};
    std::string group = text_of_value(grouping.transform ? grouping.transform->apply(*value, counted.today) : *value);
    return base::holds(grouping.groups, group) ? group : std::string{other_group};
}

std::vector<std::string> with_other(std::vector<std::string> groups) {
    groups.emplace_back(other_group);
    return groups;
}

// ---- children in a table of two fields; a field that the total lacks has one group ----

std::vector<std::string> groups_along(const Total& total, std::size_t field) {
    return field < total.by.size() ? with_other(total.by[field].groups) : std::vector<std::string>{""};
}

using Groups = std::vector<std::string>;

std::map<std::string, Groups> each_once(std::span<const CountedChild> children) {
    std::map<std::string, Groups> each;
    for (const CountedChild& one : children) {
        Groups& known = each.try_emplace(one.child, one.groups).first->second;
        for (std::size_t field = 0; field < known.size(); ++field) {
            if (known[field] != one.groups[field]) known[field] = other_group;
        }
    }
    return each;
}

std::size_t place_along(const std::vector<std::string>& groups, const Groups& of_child, std::size_t field) {
    if (field >= of_child.size()) return 0;
    const auto found = std::ranges::find(groups, of_child[field]);
    return static_cast<std::size_t>(std::min(found, groups.end() - 1) - groups.begin());
}

}  // namespace

const Rule* find_totals(const Convenant& convenant, const Party& from, const Party& to) {
    const auto found = std::ranges::find_if(convenant.rules, [&](const Rule& rule) {
        return !rule.totals.empty() && base::holds(rule.from, covering_role(from.role)) &&
               base::holds(rule.to, covering_role(to.role));
    });
    return found == convenant.rules.end() ? nullptr : &*found;
}

std::optional<Reason> why_no_totals(const Convenant& convenant, const Rule& rule, const Party& from, const Party& to,
                                    Date today) {
    if (!is_in_force(convenant, today)) return Reason::deny_convenant;
    const Purpose* purpose = convenant.find_purpose(rule.purpose);
    if (purpose == nullptr || purpose->kind != Kind::aggregate) return Reason::deny_purpose;
    if (!convenant.is_member(from, today) || !convenant.is_member(to, today)) return Reason::deny_membership;
    const bool both = has_signed_as_member(convenant, from, today) && has_signed_as_member(convenant, to, today);
    if (!both) return Reason::deny_convenant;
    if (purpose->lacks_dpia()) return Reason::deny_dpia;
    return rule.in_force(today) ? std::nullopt : std::optional{Reason::deny_basis};
}

std::optional<Reason> why_not_counted(const Convenant& convenant, const Rule& rule, const Total& total,
                                      const Party& from, const Party& to) {
    std::optional<Reason> reason;
    for_each_bar(convenant, flow_of(rule, total, from, to), [&](const Prohibition& bar) {
        if (!reason && bar.when.empty()) reason = bar.reason;
    });
    return reason;
}

bool is_held(const Facts& facts, const Rule& rule) {
    const bool objects = rule.from_basis.avg6 == "e" && base::holds(facts.objections, rule.purpose);
    return facts.deceased.value_or(false) || facts.restricted || objects;
}

bool counts(const Convenant& convenant, const Rule& rule, const Total& total, const CountedRecord& counted) {
    if (counted.record->type != total.record) return false;
    if (counted.facts != nullptr && is_held(*counted.facts, rule)) return false;
    Question question;
    question.record = counted.record;
    question.subject = counted.subject;
    question.from = counted.from;
    question.purpose = rule.purpose;
    question.facts = counted.facts;
    question.today = counted.today;
    bool barred = false;
    for_each_bar_towards_anyone(convenant, total, counted.from, [&](const Prohibition& bar) {
        barred = barred || is_met(bar, nullptr, question, *schemas::find_record_type(total.record));
    });
    if (barred) return false;
    return std::ranges::all_of(total.when,
                               [&](const Condition& condition) { return is_met(condition, convenant, question); });
}

std::vector<std::string> groups_of(const Total& total, const CountedRecord& counted) {
    std::vector<std::string> groups;
    for (const Grouping& grouping : total.by) groups.push_back(group_in(grouping, counted));
    return groups;
}

ReadToCount read_to_count(const Convenant& convenant, const Total& total, const Party& from) {
    ReadToCount read;
    for (const Grouping& grouping : total.by) read.groups.emplace_back(grouping.record, grouping.field);
    read.conditions = looked_at(total.when);
    for_each_bar_towards_anyone(convenant, total, from, [&](const Prohibition& bar) {
        for (const FieldIs& one : bar.when)
            std::ranges::move(looked_at(one, *schemas::find_record_type(total.record)),
                              std::back_inserter(read.conditions));
    });
    return read;
}

std::vector<Cell> cells_of(const Total& total, std::span<const CountedChild> children) {
    const Groups rows = groups_along(total, 0);
    const Groups columns = groups_along(total, 1);
    CountedTable table{rows.size(), columns.size()};
    for (const auto& [child, groups] : each_once(children))
        table.add(place_along(rows, groups, 0), place_along(columns, groups, 1));
    const bool with_sums = total.output == TotalOutput::publishable && !total.by.empty();
    const Withheld withheld = withheld_cells(table, total.smallest_cell, with_sums);

    std::vector<Cell> cells;
    const auto tell = [&](std::size_t row, std::size_t column) {
        Groups groups{row < rows.size() ? rows[row] : "", column < columns.size() ? columns[column] : ""};
        groups.resize(total.by.size());
        const bool given = !withheld.contains({row, column});
        cells.push_back({std::move(groups), given ? std::optional{table.at(row, column)} : std::nullopt});
    };
    const bool two = total.by.size() == 2;
    const std::size_t last_column = with_sums && two ? columns.size() + 1 : columns.size();
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t column = 0; column < last_column; ++column) tell(row, column);
    }
    if (!with_sums) return cells;
    for (std::size_t column = two ? 0 : columns.size(); column <= columns.size(); ++column) tell(rows.size(), column);
    return cells;
}

}  // namespace kolk::policies
