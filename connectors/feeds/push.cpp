#include "connectors/feeds/push.hpp"

#include "connectors/address.hpp"
#include "connectors/feeds/acknowledgements.hpp"
#include "connectors/feeds/item.hpp"

#include <set>
#include <utility>

namespace kolk::connectors::feeds {
namespace {

using Ids = std::set<std::string, std::less<>>;
using Acknowledgements = std::vector<Acknowledgement>;

base::Error at_party(const std::string& party, const base::Error& error) {
    return {error.category, error.for_peer, "Feed to " + party + ": " + error.for_operator};
}

base::Error failed(const std::string& party, base::Literal category, const std::string& what) {
    return at_party(party, base::failure(category, what));
}

Ids ids_of(const Batch& batch) {
    Ids ids;
    for (const Item& item : batch.items) ids.insert(item.exchange_id);
    return ids;
}

base::Result<Acknowledgements> acknowledged(const std::string& party, const Ids& ids, const HttpResponse& response) {
    const std::string status = std::to_string(response.status);
    if (response.status >= 500) {
        return failed(party, "feed.unavailable", "The receiver answered " + status + "; the items are offered again.");
    }
    if (response.status >= 300) {
        return failed(party, "feed.refused",
                      "The receiver answered " + status + "; look with it at the address and at what it takes.");
    }
    Acknowledgements all;
    if (response.body.reveal().empty()) {
        for (const auto& id : ids) all.push_back({id, "accepted", {}});
        return all;
    }
    auto reading =
        read_acknowledgements(response.body.reveal(), [&ids](std::string_view id) { return ids.contains(id); });
    if (reading.acknowledgements.empty()) {
        return failed(party, "feed.refused",
                      "The receiver answered " + status +
                          " without one acknowledgement that can be used; it must answer one JSON object a line.");
    }
    return std::move(reading.acknowledgements);
}

base::Error unfit(const std::string& party) {
    return failed(party, "feed.address",
                  "The address is not https, or holds credentials; records travel by https, or by http on this machine "
                  "only. Correct `url`.");
}

}  // namespace

PushSink::PushSink(PushSettings settings, Transport& transport)
    : settings_{std::move(settings)}, transport_{transport} {
}

HttpRequest PushSink::request(std::string method) const {
    HttpRequest request;
    request.method = std::move(method);
    request.url = settings_.url;
    request.timeout = settings_.timeout;
    request.response_bytes = settings_.response_bytes;
    request.ca_file = settings_.ca_file;
    request.certificate_file = settings_.certificate_file;
    request.key_file = settings_.key_file;
    return request;
}

void PushSink::deliver(Batch batch, Done done) {
    if (!fit_for_records(settings_.url)) return done(unfit(settings_.party));
    HttpRequest post = request("POST");
    post.headers = {
        {"Content-Type", "application/x-ndjson"}, {"Accept", "application/x-ndjson"}, {"Idempotency-Key", batch.id}};
    post.body = ndjson(batch.items);
    transport_.send(std::move(post), [party = settings_.party, ids = ids_of(batch),
                                      done = std::move(done)](const base::Result<HttpResponse>& response) {
        if (!response) return done(at_party(party, response.error()));
        done(acknowledged(party, ids, *response));
    });
}

base::Result<void> PushSink::probe() {
    if (!fit_for_records(settings_.url)) return unfit(settings_.party);
    const auto response = transport_.send_and_wait(request("HEAD"));
    if (!response) return at_party(settings_.party, response.error());
    return {};
}

}  // namespace kolk::connectors::feeds
