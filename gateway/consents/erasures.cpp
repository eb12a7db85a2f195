#include "gateway/consents/erasures.hpp"

#include "gateway/pipeline/notices.hpp"
#include "gateway/pipeline/places.hpp"
#include "schemas/base/texts.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

namespace kolk::gateway::consents {
namespace {

using base::Result;
using pipeline::Children;
using pipeline::Services;
using store::Exchange;
namespace fs = std::filesystem;

base::Error damaged_erasure() {
    return base::failure("erasure.unreadable",
                         "an erasure that was recorded here cannot be read and was not taken in; its file stays in "
                         "`erasures` of the state folder: record it again and remove that file");
}

std::optional<Erasure> read_erasure(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    const auto content = schemas::Content::parse(text);
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

Result<bool> is_asked_for(const Services& services, const Exchange& exchange) {
    const auto named = pipeline::named_in_notices(services, exchange.subject, pipeline::erasure_notice);
    if (!named) return named.error();
    return named->contains(exchange.exchange_id);
}

/// What is still to be asked for, by child.
Result<std::map<store::SubjectId, pipeline::Received>> still_to_ask(const Services& services, const Erasure& erasure) {
    std::map<store::SubjectId, pipeline::Received> all;
    for (const std::string& id : erasure.exchange_ids) {
        auto exchange = find_sent(services, id);
        if (!exchange) return exchange.error();
        const auto asked = is_asked_for(services, *exchange);
        if (!asked) return asked.error();
        if (*asked) continue;
        auto& received = all[exchange->subject][{exchange->recipient, exchange->purpose}];
        received.push_back(std::move(*exchange));
    }
    return all;
}

Result<void> take_in(Services& services, Children& children, const Erasure& erasure) {
    const auto all = still_to_ask(services, erasure);
    if (!all) return all.error();
    auto begun = services.store.begin();
    if (!begun) return begun.error();
    for (const auto& [subject, received] : *all) {
        const auto child = children.open(subject);
        if (!child) return child.error();
        const auto written =
            pipeline::write_notices(services, **begun, pipeline::erasure_notice, **child, received, erasure.ground);
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
        const auto asked = is_asked_for(services, *exchange);
        if (!asked) return asked.error();
        if (*asked) {
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
