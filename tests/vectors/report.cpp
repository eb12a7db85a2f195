#include "tests/vectors/report.hpp"

#include <algorithm>
#include <iostream>
#include <stdexcept>

namespace kolk::vectors {
namespace {

/// Remarks for people; nothing can be computed from them.
bool is_remark(std::string_view field) {
    static const std::set<std::string_view> remarks{
        "format", "producer", "variant", "synthetic", "description", "note",      "why",         "name",   "desc",
        "source", "reason",   "use",     "policy",    "hash",        "type_name", "secret_kind", "subject"};
    return remarks.contains(field);
}

std::runtime_error wrong(std::string_view field, std::string_view what) {
    return std::runtime_error{"`" + std::string{field} + "` " + std::string{what}};
}

template <class Value>
Value require(std::optional<Value> value, std::string_view field, std::string_view what) {
    if (!value) throw wrong(field, what);
    return *std::move(value);
}

}  // namespace

void Report::fail(std::string_view name, std::string_view why) {
    ++failed_;
    std::cout << "FAILED " << name << ": " << why << '\n';
}

void Report::skip(std::string_view name, std::string_view reason) {
    ++skipped_;
    std::cout << "skipped " << name << ": " << reason << '\n';
}

bool Report::finish() const {
    std::cout << passed_ << " passed, " << failed_ << " failed, " << skipped_ << " skipped\n";
    return failed_ == 0 && passed_ + skipped_ > 0;
}

const json::value& Case::value(std::string_view field) {
    const json::value* value = fields_.if_contains(field);
    if (value == nullptr) throw wrong(field, "is missing");
    read_.emplace(field);
    return *value;
}

std::string Case::text(std::string_view field) {
    const json::value& found = value(field);
    if (!found.is_string()) throw wrong(field, "is no text");
    return std::string{found.as_string()};
}

bool Case::flag(std::string_view field) {
    const json::value& found = value(field);
    if (!found.is_bool()) throw wrong(field, "is neither true nor false");
    return found.as_bool();
}

std::uint64_t Case::number(std::string_view field) {
    const json::value& found = value(field);
    if (found.is_uint64()) return found.as_uint64();
    if (found.is_int64() && found.as_int64() >= 0) return static_cast<std::uint64_t>(found.as_int64());
    throw wrong(field, "is no whole number");
}

Bytes Case::bytes(std::string_view field) {
    return require(base::from_hex(text(field)), field, "is not hexadecimal");
}

std::vector<std::string> Case::texts(std::string_view field) {
    const json::value& found = value(field);
    if (!found.is_array()) throw wrong(field, "is no list");
    std::vector<std::string> all;
    for (const json::value& entry : found.as_array()) {
        if (!entry.is_string()) throw wrong(field, "holds something that is no text");
        all.emplace_back(entry.as_string());
    }
    return all;
}

pep::Scalar Case::scalar(std::string_view field) {
    return require(pep::read_scalar(bytes(field)), field, "is no scalar");
}

pep::Point Case::point(std::string_view field) {
    return require(pep::read_point(bytes(field)), field, "is no point");
}

pep::Ciphertext Case::ciphertext(std::string_view field) {
    return require(pep::read_ciphertext(bytes(field)), field, "is no ciphertext");
}

pep::WideDigest Case::wide_digest(std::string_view field) {
    const Bytes found = bytes(field);
    pep::WideDigest digest{};
    if (found.size() != digest.size()) throw wrong(field, "does not have 64 bytes");
    std::ranges::copy(found, digest.begin());
    return digest;
}

void Case::holds(std::string_view field, ByteView actual) {
    expect(field, std::ranges::equal(bytes(field), actual));
}

void Case::holds(std::string_view field, const std::optional<pep::Point>& actual) {
    const Bytes expected = bytes(field);
    expect(field, actual && std::ranges::equal(expected, *actual));
}

void Case::holds(std::string_view field, const std::optional<pep::Ciphertext>& actual) {
    const Bytes expected = bytes(field);
    expect(field, actual && pep::write_ciphertext(*actual) == expected);
}

void Case::holds(std::string_view field, const pep::Scalar& actual) {
    holds(field, ByteView{actual.bytes});
}

void Case::holds_text(std::string_view field, std::string_view actual) {
    expect(field, text(field) == actual);
}

void Case::holds_flag(std::string_view field, bool actual) {
    expect(field, flag(field) == actual);
}

void Case::holds_number(std::string_view field, std::uint64_t actual) {
    expect(field, number(field) == actual);
}

void Case::holds_points(std::string_view field, std::span<const pep::Point> actual) {
    const auto expected = texts(field);
    expect(field, std::ranges::equal(expected, actual, [](const std::string& hex, const pep::Point& point) {
               return hex == base::to_hex(point);
           }));
}

void Case::expect(std::string_view what, bool outcome) {
    compared_ = true;
    if (!outcome) faults_.emplace_back("`" + std::string{what} + "` differs");
}

std::vector<std::string> Case::unread() const {
    std::vector<std::string> names;
    for (const auto& [key, value] : fields_) {
        const std::string name{key};
        if (!read_.contains(name) && !is_remark(name)) names.push_back(name);
    }
    return names;
}

void run_case(Report& report, std::string_view name, const json::object& fields, const Check& check) {
    Case one{fields};
    try {
        check(one);
    } catch (const std::exception& fault) {
        report.fail(name, fault.what());
        return;
    }
    if (!one.faults().empty()) {
        report.fail(name, one.faults().front());
    } else if (!one.compared()) {
        report.fail(name, "nothing was compared");
    } else {
        report.pass();
    }
    for (const std::string& field : one.unread()) {
        report.skip(std::string{name} + " `" + field + "`", "no check knows this field");
    }
}

const json::value& File::shared(std::string_view section) {
    used_.emplace(section);
    const json::value* value = content_.if_contains(section);
    if (value == nullptr) throw wrong(section, "is missing");
    return *value;
}

void File::each(std::string_view section, const Check& check) {
    each_unless(
        section, [](Case&) { return false; }, {}, check);
}

void File::each_unless(std::string_view section, const std::function<bool(Case&)>& out_of_scope,
                       std::string_view reason, const Check& check) {
    const json::value& list = shared(section);
    if (!list.is_array() || list.as_array().empty()) throw wrong(section, "is no list of cases");
    std::size_t index = 0;
    for (const json::value& entry : list.as_array()) {
        const std::string name = name_ + ' ' + std::string{section} + '[' + std::to_string(index++) + ']';
        if (!entry.is_object()) {
            report_.skip(name, "no check knows this form of a case");
        } else if (Case scope{entry.as_object()}; out_of_scope(scope)) {
            report_.skip(name, reason);
        } else {
            run_case(report_, name, entry.as_object(), check);
        }
    }
}

void File::one(std::string_view section, const Check& check) {
    const json::value& object = shared(section);
    if (!object.is_object()) throw wrong(section, "is no case");
    run_case(report_, name_ + ' ' + std::string{section}, object.as_object(), check);
}

void File::top(std::string_view name, const Check& check) {
    Case whole{content_};
    try {
        check(whole);
    } catch (const std::exception& fault) {
        report_.fail(name_ + ' ' + std::string{name}, fault.what());
        return;
    }
    const auto unread = whole.unread();
    for (const auto& [key, value] : content_) {
        if (std::ranges::find(unread, std::string{key}) == unread.end()) used_.emplace(key);
    }
    if (whole.faults().empty() && whole.compared()) {
        report_.pass();
    } else {
        report_.fail(name_ + ' ' + std::string{name},
                     whole.faults().empty() ? "nothing was compared" : whole.faults().front());
    }
}

void File::skip_each(std::string_view section, std::string_view reason) {
    const json::value& list = shared(section);
    const std::size_t count = list.is_array() ? list.as_array().size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
        report_.skip(name_ + ' ' + std::string{section} + '[' + std::to_string(i) + ']', reason);
    }
}

void File::finish() {
    for (const auto& [key, value] : content_) {
        if (!used_.contains(key) && !is_remark(key)) {
            report_.skip(name_ + ' ' + std::string{key}, "no check knows this section");
        }
    }
}

}  // namespace kolk::vectors
