#pragma once

#include "schemas/base/bytes.hpp"

#include <boost/json.hpp>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace kolk::schemas {

/// The values of one record or of one subject block, by field name. Holds personal data: it cannot be printed, and only
/// `reveal()` gives the values.
class Content {
public:
    Content() = default;
    explicit Content(boost::json::object values);

    [[nodiscard]] const boost::json::object& reveal() const noexcept { return values_; }
    /// The value of a field, or nullptr. An empty string and null count as absent and are never stored.
    [[nodiscard]] const boost::json::value* find(std::string_view field) const noexcept;
    [[nodiscard]] bool has(std::string_view field) const noexcept { return find(field) != nullptr; }
    /// The text of a field, or an empty view when it is absent or no text.
    [[nodiscard]] std::string_view text(std::string_view field) const noexcept;
    [[nodiscard]] bool empty() const noexcept { return values_.empty(); }

    void set(std::string_view field, boost::json::value value);
    void erase(std::string_view field);

    /// Canonical JSON (RFC 8785 for the values that a record can hold): keys sorted, no white space. The same content
    /// always gives the same bytes. Integers beyond 2^53 keep their digits, where RFC 8785 would round them.
    [[nodiscard]] std::string canonical() const;
    /// Reads what `canonical` wrote; anything that is not one JSON object gives nothing.
    static std::optional<Content> parse(std::string_view canonical);

    friend bool operator==(const Content&, const Content&) = default;
    friend std::ostream& operator<<(std::ostream&, const Content&) = delete;

private:
    boost::json::object values_;
};

/// One statement about one child in our own schema; `type` is an id of the convenant (`opp`, `verzuimmelding`).
struct Record {
    std::string type;
    Content fields;
};

}  // namespace kolk::schemas
