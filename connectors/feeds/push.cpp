#include "connectors/feeds/push.hpp"

#include "connectors/address.hpp"
#include "connectors/feeds/acknowledgements.hpp"
#include "connectors/feeds/item.hpp"
#include "connectors/feeds/notice.hpp"

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

/// Why an answer with this status takes nothing, if so.
std::optional<base::Error> not_taken(const std::string& party, int code) {
    const std::string status = std::to_string(code);
    if (code >= 500) {
        return failed(party, "feed.unavailable",
                      "The receiver answered " + status + "; what was sent is offered again.");
    }
    if (code >= 300) {
        return failed(party, "feed.refused",
                      "The receiver answered " + status + "; look with it at the address and at what it takes.");
    }
    return std::nullopt;
}

base::Result<Acknowledgements> acknowledged(const std::string& party, const Ids& ids, const HttpResponse& response) {
    if (const auto fault = not_taken(party, response.status)) return *fault;
    const std::string status = std::to_string(response.status);
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

HttpRequest PushSink::post(const std::string& batch_id, base::Confidential<std::string> body) const {
    HttpRequest post = request("POST");
    post.headers = {
        {"Content-Type", "application/x-ndjson"}, {"Accept", "application/x-ndjson"}, {"Idempotency-Key", batch_id}};
    post.body = std::move(body);
    return post;
}

void PushSink::deliver(Batch batch, Done done) {
    if (!fit_for_records(settings_.url)) return done(unfit(settings_.party));
    transport_.send(post(batch.id, ndjson(batch.items)),
                    [party = settings_.party, ids = ids_of(batch),
                     done = std::move(done)](const base::Result<HttpResponse>& response) {
                        if (!response) return done(at_party(party, response.error()));
                        done(acknowledged(party, ids, *response));
                    });
}

// Who took a notice before is asked for its answer when the notice is told again, and not in between.
void PushSink::tell(NoticeBatch batch, Told told) {
    if (batch.notices.empty()) return told(NoticeAnswers{});
    if (!fit_for_records(settings_.url)) return told(unfit(settings_.party));
    Ids ids;
    for (const Notice& notice : batch.notices) ids.insert(notice.notice_id);
    transport_.send(post(batch.id, notices_ndjson(batch.notices)), [party = settings_.party, ids = std::move(ids),
                                                                    told = std::move(told)](
                                                                       const base::Result<HttpResponse>& response) {
        if (!response) return told(at_party(party, response.error()));
        if (const auto fault = not_taken(party, response->status)) return told(*fault);
        told(read_notice_answers(response->body.reveal(), [&ids](std::string_view id) { return ids.contains(id); }));
    });
}

base::Result<void> PushSink::probe() {
    if (!fit_for_records(settings_.url)) return unfit(settings_.party);
    const auto response = transport_.send_and_wait(request("HEAD"));
    if (!response) return at_party(settings_.party, response.error());
    return {};
}

}  // namespace kolk::connectors::feeds
