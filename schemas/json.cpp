#include "schemas/json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <charconv>

namespace kolk::schemas {
namespace {

namespace json = boost::json;
using boost::system::error_code;
using json::string_view;

/// Builds a value from the events of Boost's parser. It gets the whole text in one piece, so a number is never split.
class ValueBuilder {
public:
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    bool on_document_begin(error_code&) {
        stack_.reset();
        return true;
    }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return true; }
    bool on_object_end(std::size_t size, error_code&) {
        members_ += size;
        stack_.push_object(size);
        return true;
    }
    bool on_array_begin(error_code&) { return true; }
    bool on_array_end(std::size_t size, error_code&) {
        stack_.push_array(size);
        return true;
    }
    bool on_key_part(string_view part, std::size_t, error_code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_key(string_view last, std::size_t, error_code&) {
        stack_.push_key(last);
        return true;
    }
    bool on_string_part(string_view part, std::size_t, error_code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_string(string_view last, std::size_t, error_code&) {
        stack_.push_string(last);
        return true;
    }
    bool on_number_part(string_view, error_code&) { return true; }
    bool on_int64(std::int64_t number, string_view, error_code&) {
        stack_.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, string_view, error_code&) {
        stack_.push_uint64(number);
        return true;
    }
    bool on_double(double, string_view text, error_code& error) {
        double nearest = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), nearest);
        if (read.ec != std::errc{}) {
            error = json::error::exponent_overflow;
            return false;
        }
        stack_.push_double(nearest);
        return true;
    }
    bool on_bool(bool truth, error_code&) {
        stack_.push_bool(truth);
        return true;
    }
    bool on_null(error_code&) {
        stack_.push_null();
        return true;
    }
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }

    json::value release() { return stack_.release(); }
    /// How many members the text has, those under a key that stood there before too.
    [[nodiscard]] std::size_t members() const { return members_; }

private:
    json::value_stack stack_;
    std::size_t members_ = 0;
};

std::size_t members_in(const json::value& value) {
    std::size_t count = 0;
    if (const auto* object = value.if_object()) {
        count = object->size();
        for (const auto& member : *object) count += members_in(member.value());
    } else if (const auto* array = value.if_array()) {
        for (const json::value& one : *array) count += members_in(one);
    }
    return count;
}

}  // namespace

json::value parse_json(std::string_view text, error_code& error, std::size_t max_depth) {
    json::parse_options options;
    options.max_depth = max_depth;
    json::basic_parser<ValueBuilder> parser{options};
    const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && read < text.size()) error = json::error::extra_data;
    if (error) return {};
    json::value value = parser.handler().release();
    if (members_in(value) == parser.handler().members()) return value;
    error = json::error::syntax;
    return {};
}

}  // namespace kolk::schemas
