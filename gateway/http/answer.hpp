#pragma once

#include "schemas/base/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::http {

/// One thing that must be well before the service can do its work.
struct Check {
    base::Literal name;  ///< `store`, `convenant`, `facts`, ...
    bool ok = true;
    base::Literal text;  ///< what is wrong and what to do, or empty
};

/// What the front door shows. The functions are called on the thread that runs the front door and return soon.
struct FrontDoorView {
    std::function<std::vector<Check>()> checks;
    std::function<std::string()> metrics;                    ///< `prometheus_text`
    std::function<std::optional<std::string>()> checkpoint;  ///< the last signed note of the exchange log
};

/// What goes back, still without a connection.
struct Answer {
    unsigned status = 200;
    base::Literal content_type;
    std::string body;
    base::Literal allow;  ///< the methods that a refused one should have been; else empty
};

/// `/health/live`, `/health/ready`, `/metrics` and `/v1/log/checkpoint`, for GET and HEAD; the query is ignored.
Answer answer(std::string_view method, std::string_view target, const FrontDoorView& view);

/// A refusal as problem details (RFC 9457) with a fixed text: nothing of the request comes back.
Answer problem(unsigned status);

}  // namespace kolk::gateway::http
