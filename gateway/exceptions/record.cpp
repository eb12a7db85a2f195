#include "gateway/exceptions/record.hpp"

#include "gateway/exceptions/document.hpp"
#include "gateway/log/verify.hpp"
#include "schemas/json.hpp"

#include <algorithm>

namespace kolk::gateway::exceptions {
namespace {

namespace json = boost::json;
using base::Result;

constexpr std::size_t every_entry = 1'000'000;

std::string text_of(const json::object& leaf, std::string_view key) {
    const json::value* value = leaf.if_contains(key);
    return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

std::vector<std::string> texts_of(const json::object& leaf, std::string_view key) {
    std::vector<std::string> all;
    const json::value* list = leaf.if_contains(key);
    if (list == nullptr || !list->is_array()) return all;
    for (const json::value& one : list->get_array()) {
        if (one.is_string()) all.emplace_back(one.get_string());
    }
    return all;
}

base::Date day_in(const json::object& leaf, std::string_view key) {
    return base::parse_date(text_of(leaf, key)).value_or(base::Date{});
}

Recorded opened_by(const json::object& leaf, std::string id) {
    return {std::move(id),
            text_of(leaf, "subject"),
            text_of(leaf, "purpose"),
            text_of(leaf, "from"),
            text_of(leaf, "to"),
            text_of(leaf, "reason"),
            texts_of(leaf, "record_types"),
            texts_of(leaf, "offices"),
            day_in(leaf, "opened"),
            day_in(leaf, "until"),
            day_in(leaf, "review"),
            std::nullopt,
            {}};
}

// Its first entry opened it; what comes later closes or judges it.
void tell(std::vector<Recorded>& all, const json::object& leaf, const base::Zone& zone) {
    const auto ids = texts_of(leaf, "exceptions");
    if (ids.empty()) return;
    const auto known = std::ranges::find(all, ids.front(), &Recorded::id);
    if (known == all.end()) return all.push_back(opened_by(leaf, ids.front()));
    const std::string reason = text_of(leaf, "reason");
    if (reason == justified || reason == not_justified) known->outcome = reason;
    const auto at = base::parse_instant(text_of(leaf, "at"));
    if (reason == "ended" && at) known->ended = zone.day_of(*at);
}

}  // namespace

bool Recorded::is_open(base::Date today) const {
    return opened <= today && today <= until && (!ended || today < *ended);
}

Result<std::vector<Recorded>> exceptions_in_log(const std::filesystem::path& database, const std::string& region,
                                                const base::Zone& zone) {
    log::Query query;
    query.kind = "exception";
    query.limit = every_entry;
    const auto found = log::search(database.string(), region, query);
    if (!found) return found.error();
    std::vector<Recorded> all;
    for (auto one = found->rbegin(); one != found->rend(); ++one) {
        json::error_code error;
        const auto leaf = schemas::parse_json(one->leaf, error);
        if (!error && leaf.is_object()) tell(all, leaf.get_object(), zone);
    }
    return all;
}

}  // namespace kolk::gateway::exceptions
