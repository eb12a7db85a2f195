#include "gateway/consents/erasures.hpp"

#include "gateway/pipeline/occasions.hpp"
#include "gateway/pipeline/places.hpp"
#include "gateway/whole_file.hpp"
#include "schemas/base/texts.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <optional>

namespace kolk::gateway::consents {
namespace {

using base::Result;
using pipeline::Children;
using pipeline::Services;
using store::Exchange;
namespace fs = std::filesystem;

constexpr std::size_t largest_erasure = 64U << 20;

base::Error damaged_erasure() {
    return base::failure("erasure.unreadable",
                         "an erasure that was recorded here cannot be read and was not taken in; its file stays in "
                         "`erasures` of the state folder: record it again and remove that file");
}

std::optional<Erasure> read_erasure(const fs::path& file) {
    const auto text = read_whole(file, largest_erasure);
    if (!text) return std::nullopt;
    const auto content = schemas::Content::parse(*text);
    if (!content) return std::nullopt;
    const auto* ids = content->find("exchange_ids");
    if (ids == nullptr || !ids->is_array()) return std::nullopt;
    Erasure erasure;
    erasure.ground = content->text("ground");
    for (const boost::json::value& id : ids->get_array()) {
        if (!id.is_string()) return std::nullopt;
        erasure.exchange_ids.emplace_back(id.get_string());
    }
    return erasure;
}

base::Error about(const std::string& exchange_id, base::Literal category, const std::string& what) {
    return base::failure(category, "exchange " + exchange_id + " " + what);
}

Result<Exchange> find_sent(const Services& services, const std::string& id) {
    const auto exchange = services.store.exchange(id);
    if (!exchange) return exchange.error();
    if (!*exchange) {
        return base::failure("erasure.unknown",
                             "one of the named exchanges is not known here; `kolk log search` shows which are");
    }
    if (!pipeline::may_have_arrived(**exchange)) {
        return about(id, "erasure.not-sent", "never went, so its recipient has nothing to erase; leave it out");
    }
    return **exchange;
}

/// Who holds what this exchange gave, and is not asked to erase it yet.
Result<std::vector<std::string>> still_to_ask(const Services& services, const Exchange& exchange) {
    const auto handed_over = pipeline::told_in_notices(services, exchange.subject, pipeline::succession_notice);
    if (!handed_over) return handed_over.error();
    const auto asked = pipeline::told_in_notices(services, exchange.subject, pipeline::erasure_notice);
    if (!asked) return asked.error();
    std::vector<std::string> all;
    for (const std::string& holder : pipeline::holders_today(services, exchange, *handed_over)) {
        if (!pipeline::was_told(*asked, holder, exchange.exchange_id)) all.push_back(holder);
    }
    return all;
}

/// What is still to be asked for, by child.
Result<std::map<store::SubjectId, pipeline::Holdings>> still_to_ask(const Services& services, const Erasure& erasure) {
    std::map<store::SubjectId, pipeline::Holdings> all;
    for (const std::string& id : erasure.exchange_ids) {
        const auto exchange = find_sent(services, id);
        if (!exchange) return exchange.error();
        const auto holders = still_to_ask(services, *exchange);
        if (!holders) return holders.error();
        for (const std::string& holder : *holders) {
            all[exchange->subject][{holder, exchange->recipient, exchange->purpose}].push_back(*exchange);
        }
    }
    return all;
}

Result<void> take_in(Services& services, Children& children, const Erasure& erasure) {
    const auto all = still_to_ask(services, erasure);
    if (!all) return all.error();
    auto begun = services.store.begin();
    if (!begun) return begun.error();
    for (const auto& [subject, holdings] : *all) {
        const auto child = children.open(subject);
        if (!child) return child.error();
        const auto written =
            pipeline::write_notices(services, **begun, pipeline::erasure_notice, **child, holdings, erasure.ground);
        if (!written) return written.error();
    }
    return (*begun)->commit();
}

}  // namespace

Result<void> check_erasure(const Services& services, const Erasure& erasure) {
    if (std::ranges::find(erasure_grounds, erasure.ground) == erasure_grounds.end()) {
        return base::failure("erasure.ground",
                             "erasure is asked for on one of these grounds only: unlawful-delivery, upheld-erasure, "
                             "never-sent-lawfully; for a consent that was withdrawn `kolk consent withdraw` sends what "
                             "is due");
    }
    for (const std::string& id : erasure.exchange_ids) {
        const auto exchange = find_sent(services, id);
        if (!exchange) return exchange.error();
        const auto holders = still_to_ask(services, *exchange);
        if (!holders) return holders.error();
        if (holders->empty()) {
            return about(id, "erasure.asked",
                         "is in an erasure request already; `kolk consent notices --all` shows "
                         "the answer");
        }
    }
    return {};
}

Result<void> Erasures::put(Services& services, const Erasure& erasure) {
    if (const auto checked = check_erasure(services, erasure); !checked) return checked;
    boost::json::array ids(erasure.exchange_ids.begin(), erasure.exchange_ids.end());
    const boost::json::object all{{"exchange_ids", std::move(ids)}, {"ground", erasure.ground}};
    return tray_.put(base::uuid7(services.clock.now(), services.random), schemas::Content{all}.canonical());
}

Result<void> Erasures::take(Services& services, Children& children) const {
    return tray_.take(
        [&](const fs::path& file) -> Result<void> {
            const auto erasure = read_erasure(file);
            if (!erasure) return damaged_erasure();
            return take_in(services, children, *erasure);
        },
        damaged_erasure());
}

}  // namespace kolk::gateway::consents
