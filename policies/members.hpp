#pragma once

#include "policies/convenant.hpp"
#include "schemas/base/texts.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

// A child has a handful of consents; a thousand is a fault or an attack.
inline constexpr std::size_t longest_list = 1000;
inline constexpr std::size_t longest_text = 200;

/// A text that may stand in a list of one a line.
inline bool is_short_text(const boost::json::value& value) {
    if (!value.is_string() || value.get_string().size() > longest_text) return false;
    const std::string_view text = value.get_string();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7f) return false;
        // U+0080 to U+009F, control characters too, stand after a byte 0xC2.
        if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return false;
    }
    return true;
}

/// Reads the members of one JSON object and remembers the first fault as a text, which names our keys and never a
/// value; every accessor is then harmless.
class Members {
public:
    Members(const boost::json::object& object, std::string where, std::span<const std::string_view> known,
            std::optional<std::string>& fault)
        : object_{object}, where_{std::move(where)}, fault_{fault} {
        std::size_t place = 0;
        for (const auto& member : object_) {
            ++place;
            if (std::find(known.begin(), known.end(), std::string_view{member.key()}) != known.end()) continue;
            fail("has a key that is not known there, number " + std::to_string(place) + " of its keys" +
                 schemas::did_you_mean(member.key(), known) + "; known keys stand in policies/README.md");
        }
    }

    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }

    /// The key that is there of two that mean the same; `usual` where neither is.
    [[nodiscard]] std::string_view only_one_of(std::string_view usual, std::string_view other) {
        if (!has(other)) return usual;
        if (has(usual)) fail_at(usual, "stands there twice, in two forms");
        return other;
    }

    [[nodiscard]] std::string text(std::string_view key) {
        const boost::json::value* value = find(key);
        if (value == nullptr) return {};
        if (!is_short_text(*value)) {
            fail_at(key, "is no short text on one line");
            return {};
        }
        return std::string{value->get_string()};
    }

    [[nodiscard]] std::string needed_text(std::string_view key) {
        std::string found = text(key);
        if (found.empty()) fail_at(key, "is missing or empty");
        return found;
    }

    [[nodiscard]] std::optional<Date> date(std::string_view key) {
        if (find(key) == nullptr) return std::nullopt;
        const auto day = base::parse_date(text(key));
        if (!day) fail_at(key, "is no date of the form 2026-11-22");
        return day;
    }

    [[nodiscard]] Date needed_date(std::string_view key) {
        if (find(key) == nullptr) fail_at(key, "is missing");
        return date(key).value_or(Date{});
    }

    [[nodiscard]] std::optional<bool> boolean(std::string_view key) {
        const boost::json::value* value = find(key);
        if (value == nullptr) return std::nullopt;
        if (!value->is_bool()) {
            fail_at(key, "is neither true nor false");
            return std::nullopt;
        }
        return value->get_bool();
    }

    [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view key) {
        const boost::json::array* list = array(key);
        if (list == nullptr) return std::nullopt;
        std::vector<std::string> found;
        for (const boost::json::value& item : *list) {
            if (!is_short_text(item) || base::is_blank(item.get_string())) {
                fail_at(key, "holds something other than short texts of one line each");
                return std::nullopt;
            }
            found.emplace_back(item.get_string());
        }
        return found;
    }

    [[nodiscard]] Party party(std::string_view key) {
        const auto found = Party::parse(needed_text(key));
        if (!found) fail_at(key, "is no party of the form ROLE or ROLE:ORG");
        return found.value_or(Party{});
    }

    template <class Read>
    void objects(std::string_view key, Read read) {
        const boost::json::array* list = array(key);
        if (list == nullptr) return;
        std::size_t place = 0;
        for (const boost::json::value& item : *list) {
            const bool sound = !fault_;
            ++place;
            object_at(item, key, read);
            if (sound && fault_) *fault_ += " (number " + std::to_string(place) + " of " + std::string{key} + ")";
        }
    }

    template <class Read>
    void object(std::string_view key, Read read) {
        const boost::json::value* value = find(key);
        if (value != nullptr) object_at(*value, key, read);
    }

    void fail_at(std::string_view key, std::string_view what) {
        fail("." + std::string{key} + " " + std::string{what});
    }

private:
    template <class Read>
    void object_at(const boost::json::value& value, std::string_view key, Read read) {
        if (!value.is_object()) return fail_at(key, "holds something other than an object");
        read(value.get_object());
    }

    [[nodiscard]] const boost::json::array* array(std::string_view key) {
        const boost::json::value* value = find(key);
        if (value == nullptr) return nullptr;
        if (!value->is_array() || value->get_array().size() > longest_list) {
            fail_at(key, "is no list, or a list that is too long");
            return nullptr;
        }
        return &value->get_array();
    }

    // Null counts as absent, as everywhere.
    [[nodiscard]] const boost::json::value* find(std::string_view key) const {
        const boost::json::value* value = object_.if_contains(key);
        return value == nullptr || value->is_null() ? nullptr : value;
    }

    void fail(const std::string& what) {
        if (fault_) return;
        fault_ = where_ + (what.starts_with('.') ? what : " " + what);
    }

    const boost::json::object& object_;
    std::string where_;
    std::optional<std::string>& fault_;
};

}  // namespace kolk::policies
