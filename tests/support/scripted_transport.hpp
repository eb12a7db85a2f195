#pragma once

#include "connectors/ports.hpp"

#include <functional>
#include <utility>
#include <vector>

namespace kolk::tests {

/// Answers each request at once with what the test says, and keeps the requests.
class ScriptedTransport : public connectors::Transport {
public:
    using Answer = base::Result<connectors::HttpResponse>;

    std::function<Answer(const connectors::HttpRequest&)> answer = [](const auto&) { return response(200, ""); };
    std::vector<connectors::HttpRequest> requests;

    static Answer response(int status, std::string body) {
        connectors::HttpResponse response;
        response.status = status;
        response.body = base::Confidential{std::move(body)};
        return response;
    }

    void send(connectors::HttpRequest request, Done done) override {
        requests.push_back(std::move(request));
        done(answer(requests.back()));
    }
};

}  // namespace kolk::tests
