#include "policies/exception.hpp"

#include "policies/members.hpp"

#include <algorithm>
#include <array>

namespace kolk::policies {
namespace {

namespace json = boost::json;
using base::Result;

constexpr std::array<std::string_view, 4> reasons_of_exceptions{"immediate-danger", "structural-danger",
                                                                "supervision-order", "cannot-consent"};
constexpr std::array<std::string_view, 11> exception_words{"id",   "purpose", "from",  "to",     "records", "reason",
                                                           "text", "opened",  "until", "review", "child"};

base::Error no_exception(std::string what) {
    return base::failure("exception.refused", "this exception cannot be opened: " + std::move(what));
}

void check_fields(Members& members, const std::string& id, const std::vector<std::string>& fields) {
    const schemas::RecordType* type = schemas::find_record_type(id);
    if (type == nullptr) return members.fail_at("records", "names a record type that is not known");
    if (fields.empty()) members.fail_at("records", "names a record type without the fields that are needed");
    for (const std::string& name : fields) {
        const schemas::FieldSchema* field = type->find(name);
        if (field == nullptr) {
            members.fail_at("records", "names a field that its record type does not have; fields are named one by one");
        } else if (field->borrowed_from && !schemas::is_of_the_child(id)) {
            members.fail_at("records", "names a part of a record type; name the record type itself, with its fields");
        } else if (field->barred || field->staff) {
            members.fail_at("records",
                            "names a field that no one may be given: it says who a member of staff is, or "
                            "the gateway makes or refuses it");
        }
    }
}

std::map<std::string, std::vector<std::string>> read_records(Members& members, std::optional<std::string>& fault) {
    std::map<std::string, std::vector<std::string>> records;
    members.object("records", [&](const json::object& types) {
        std::vector<std::string_view> known;
        for (const auto& member : types) known.push_back(member.key());
        Members listed{types, "exception.records", known, fault};
        for (const std::string_view id : known) {
            auto fields = listed.texts(id).value_or(std::vector<std::string>{});
            check_fields(members, std::string{id}, fields);
            records.emplace(id, std::move(fields));
        }
    });
    const bool says_something = std::any_of(records.begin(), records.end(),
                                            [](const auto& one) { return !schemas::is_of_the_child(one.first); });
    if (!says_something) members.fail_at("records", "names no record type beside the child itself");
    return records;
}

void check_days(const Exception& exception, Members& members) {
    if (exception.until < exception.opened) members.fail_at("until", "lies before the day on which it opens");
    if (base::add_days(exception.opened, longest_exception) < exception.until)
        members.fail_at("until", "lies more than 31 days after the day on which it opens");
    if (exception.review < exception.opened) members.fail_at("review", "lies before the day on which it opens");
    if (base::add_days(exception.until, latest_review) < exception.review)
        members.fail_at("review", "lies more than 7 days after its last day");
}

void check_parties(const Exception& exception, Members& members) {
    if (exception.from.org.empty()) members.fail_at("from", "is no party of the form ROLE:ORG");
    if (exception.to.org.empty()) members.fail_at("to", "is no party of the form ROLE:ORG");
    if (exception.from.org == exception.to.org)
        members.fail_at("to", "is the organisation of the sender: two organisations open an exception");
}

bool forbidden_whatever_it_says(const PlannedFlow& flow, const Convenant& convenant) {
    return std::ranges::any_of(flow.prohibitions,
                               [&](std::size_t place) { return convenant.prohibition(place).when.empty(); });
}

// A field that the plan would never give makes two people believe that it goes.
bool gives_all(const Exception& exception, const Plan& plan) {
    for (const auto& [type, names] : exception.records) {
        const bool of_record = type == plan.record.type->id;
        const bool of_child = schemas::is_of_the_child(type) && plan.subject.type != nullptr;
        if (!of_record && !of_child) continue;
        const Block& block = of_record ? plan.record : plan.subject;
        for (const std::string& name : names) {
            if ((block.named & block.type->set_of(name)) == 0) return false;
        }
    }
    return true;
}

bool names_number(const Exception& exception) {
    return std::ranges::any_of(exception.records, [](const auto& one) {
        const schemas::RecordType* type = schemas::find_record_type(one.first);
        return type != nullptr && std::ranges::any_of(one.second, [&](const std::string& name) {
                   const auto* field = type->find(name);
                   return field != nullptr && field->sensitivity == schemas::Sensitivity::N;
               });
    });
}

Result<void> check_flow(const Exception& exception, const std::string& type, const Convenant& convenant) {
    const PlannedFlow* flow = convenant.find_flow(exception.purpose, exception.from.role, exception.to.role, type);
    if (flow == nullptr || flow->barred_number) {
        return no_exception("no rule of the convenant names " + type + " from " + exception.from.role + " to " +
                            exception.to.role + " for this purpose");
    }
    if (forbidden_whatever_it_says(*flow, convenant)) {
        return no_exception(type + " from " + exception.from.role + " to " + exception.to.role +
                            " is forbidden, and no exception lifts that");
    }
    if (!gives_all(exception, *flow->plan)) {
        return no_exception("it names a field that the rule for this purpose does not give; leave it out");
    }
    return {};
}

}  // namespace

std::span<const std::string_view> exception_reasons() {
    return reasons_of_exceptions;
}

Result<Exception> read_exception(const json::object& object) {
    std::optional<std::string> fault;
    Members members{object, "exception", exception_words, fault};
    Exception exception;
    exception.id = members.needed_text("id");
    exception.purpose = members.needed_text("purpose");
    exception.from = members.party("from");
    exception.to = members.party("to");
    exception.reason = members.needed_text("reason");
    exception.opened = members.needed_date("opened");
    exception.until = members.needed_date("until");
    exception.review = members.needed_date("review");
    exception.records = read_records(members, fault);
    if (std::ranges::find(reasons_of_exceptions, exception.reason) == reasons_of_exceptions.end())
        members.fail_at("reason", "is no reason that is known");
    check_parties(exception, members);
    check_days(exception, members);
    if (fault) return base::failure("exception.faulty", "this is no exception that can be opened: " + *fault);
    return exception;
}

Result<void> check_exception(const Exception& exception, const Convenant& convenant) {
    const Purpose* purpose = convenant.find_purpose(exception.purpose);
    if (purpose == nullptr || purpose->kind != Kind::override_) {
        return no_exception("its purpose is none that two people open; the convenant says `kind: override` at those");
    }
    if (names_number(exception) && bars_numbers(exception.from.role, exception.to.role)) {
        return no_exception("between these two no national number may go, whatever was signed (K3, K4)");
    }
    for (const auto& [type, fields] : exception.records) {
        if (schemas::is_of_the_child(type)) continue;
        if (const auto checked = check_flow(exception, type, convenant); !checked) return checked;
    }
    return {};
}

bool is_open(const Exception& exception, Date day) {
    const bool within_limits = exception.from.org != exception.to.org &&
                               exception.until <= base::add_days(exception.opened, longest_exception);
    return within_limits && exception.opened <= day && day <= exception.until &&
           (!exception.ended || day < *exception.ended);
}

bool is_about(const Exception& exception, std::string_view purpose, const Party& from, const Party& to,
              std::string_view record_type) {
    return exception.purpose == purpose && exception.from == from && exception.to == to &&
           exception.records.contains(std::string{record_type});
}

schemas::FieldSet fields_in(const Exception& exception, const Block& block) {
    schemas::FieldSet fields = 0;
    if (block.type == nullptr) return fields;
    for (const auto& [type, names] : exception.records) {
        const bool same_block =
            type == block.type->id || (schemas::is_of_the_child(type) && schemas::is_of_the_child(block.type->id));
        if (!same_block) continue;
        for (const std::string& name : names) {
            if (block.type->find(name) != nullptr) fields |= block.type->set_of(name);
        }
    }
    return fields;
}

}  // namespace kolk::policies
