#pragma once

#include "crypto/digest.hpp"
#include "crypto/pep.hpp"

#include <boost/json.hpp>

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::vectors {

namespace json = boost::json;
namespace pep = crypto::pep;
using base::Bytes;
using base::ByteView;

/// Counts outcomes and prints every failure and skip as it comes.
class Report {
public:
    void pass() { ++passed_; }
    void fail(std::string_view name, std::string_view why);
    void skip(std::string_view name, std::string_view reason);
    /// Prints `N passed, N failed, N skipped`; true when nothing failed and something passed or was skipped.
    bool finish() const;

private:
    std::size_t passed_ = 0;
    std::size_t failed_ = 0;
    std::size_t skipped_ = 0;
};

/// One case of a file. It knows which of its fields were read, and whether anything was compared. A field that is
/// missing or not of its kind throws std::runtime_error, which `run_case` makes a failure.
class Case {
public:
    explicit Case(const json::object& fields) : fields_{fields} {}

    [[nodiscard]] bool has(std::string_view field) const { return fields_.contains(field); }
    [[nodiscard]] const json::value& value(std::string_view field);
    [[nodiscard]] std::string text(std::string_view field);
    [[nodiscard]] bool flag(std::string_view field);
    [[nodiscard]] std::uint64_t number(std::string_view field);
    [[nodiscard]] Bytes bytes(std::string_view field);  ///< of hexadecimal
    [[nodiscard]] std::vector<std::string> texts(std::string_view field);
    [[nodiscard]] pep::Scalar scalar(std::string_view field);
    [[nodiscard]] pep::Point point(std::string_view field);
    [[nodiscard]] pep::Ciphertext ciphertext(std::string_view field);
    [[nodiscard]] pep::WideDigest wide_digest(std::string_view field);

    /// The field holds these bytes.
    void holds(std::string_view field, ByteView actual);
    void holds(std::string_view field, const std::optional<pep::Point>& actual);
    void holds(std::string_view field, const std::optional<pep::Ciphertext>& actual);
    void holds(std::string_view field, const pep::Scalar& actual);
    void holds_text(std::string_view field, std::string_view actual);
    void holds_flag(std::string_view field, bool actual);
    void holds_number(std::string_view field, std::uint64_t actual);
    /// The field holds these points, one after the other.
    void holds_points(std::string_view field, std::span<const pep::Point> actual);
    /// Something that is not the content of one field.
    void expect(std::string_view what, bool outcome);

    [[nodiscard]] bool compared() const { return compared_; }
    [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }
    /// Fields that nobody read and that are more than a remark.
    [[nodiscard]] std::vector<std::string> unread() const;

private:
    const json::object& fields_;
    std::set<std::string, std::less<>> read_;
    std::vector<std::string> faults_;
    bool compared_ = false;
};

using Check = std::function<void(Case&)>;

/// Runs one case. It passes only when something was compared and nothing differed; a field that no check read is
/// reported as skipped.
void run_case(Report& report, std::string_view name, const json::object& fields, const Check& check);

/// One vector file: sections that no check asked for are reported as skipped by `finish`.
class File {
public:
    File(Report& report, std::string name, const json::object& content)
        : report_{report}, name_{std::move(name)}, content_{content} {}

    [[nodiscard]] const json::object& content() const { return content_; }
    /// A section that checks of other sections use.
    [[nodiscard]] const json::value& shared(std::string_view section);
    /// Runs `check` on every object of a section that is a list.
    void each(std::string_view section, const Check& check);
    /// The same, but a case for which `out_of_scope` holds is skipped.
    void each_unless(std::string_view section, const std::function<bool(Case&)>& out_of_scope, std::string_view reason,
                     const Check& check);
    /// Runs `check` on a section that is one object.
    void one(std::string_view section, const Check& check);
    /// Runs `check` on the fields of the file itself that it names.
    void top(std::string_view name, const Check& check);
    /// Every entry of the section counts as skipped.
    void skip_each(std::string_view section, std::string_view reason);
    void finish();

private:
    Report& report_;
    std::string name_;
    const json::object& content_;
    std::set<std::string, std::less<>> used_;
};

}  // namespace kolk::vectors
