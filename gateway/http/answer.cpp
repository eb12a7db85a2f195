#include "gateway/http/answer.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <exception>

namespace kolk::gateway::http {
namespace {

namespace json = boost::json;

struct Problem {
    unsigned status;
    base::Literal title;
};

constexpr std::array problems{
    Problem{400, "The request is not valid HTTP."},
    Problem{404, "There is nothing at this address."},
    Problem{405, "This address answers GET and HEAD only."},
    Problem{413, "Requests to this server have no body."},
    Problem{431, "The request's headers are too large."},
    Problem{500, "The server could not answer; its log says why."},
};

Answer live() {
    return {200, "application/json", R"({"status":"live"})", {}};
}

Answer ready(const FrontDoorView& view) {
    bool ok = true;
    json::array checks;
    for (const Check& check : view.checks()) {
        ok = ok && check.ok;
        json::object shown{{"name", check.name.text}, {"ok", check.ok}};
        if (!check.text.text.empty()) shown["text"] = check.text.text;
        checks.push_back(std::move(shown));
    }
    const json::object body{{"status", ok ? "ready" : "not ready"}, {"checks", std::move(checks)}};
    return {ok ? 200u : 503u, "application/json", json::serialize(body), {}};
}

Answer metrics(const FrontDoorView& view) {
    return {200, "text/plain; version=0.0.4; charset=utf-8", view.metrics(), {}};
}

Answer checkpoint(const FrontDoorView& view) {
    auto note = view.checkpoint();
    if (!note) return problem(404);
    return {200, "text/plain; charset=utf-8", std::move(*note), {}};
}

Answer get(std::string_view path, const FrontDoorView& view) {
    if (path == "/health/live") return live();
    if (path == "/health/ready") return ready(view);
    if (path == "/metrics") return metrics(view);
    return checkpoint(view);
}

}  // namespace

Answer problem(unsigned status) {
    const auto found = std::ranges::find(problems, status, &Problem::status);
    if (found == problems.end()) base::broken("a refusal without a text of its own");
    const json::object body{{"type", "about:blank"}, {"title", found->title.text}, {"status", status}};
    return {status, "application/problem+json", json::serialize(body), {}};
}

Answer answer(std::string_view method, std::string_view target, const FrontDoorView& view) {
    static constexpr std::array<std::string_view, 4> paths{"/health/live", "/health/ready", "/metrics",
                                                           "/v1/log/checkpoint"};
    const std::string_view path = target.substr(0, target.find('?'));
    if (std::ranges::find(paths, path) == paths.end()) return problem(404);
    if (method != "GET" && method != "HEAD") {
        Answer refused = problem(405);
        refused.allow = "GET, HEAD";
        return refused;
    }
    try {
        return get(path, view);
    } catch (const std::exception&) {
        return problem(500);  // a fault in this program; its text may hold what a library saw
    }
}

}  // namespace kolk::gateway::http
