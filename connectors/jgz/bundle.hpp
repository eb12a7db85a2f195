#pragma once

#include "connectors/ports.hpp"

#include <boost/json/value.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// What is read of the answers of a FHIR server, page after page: little, and nothing of names and addresses.
namespace kolk::connectors::jgz {

/// The code system of this exchange, an assumption until a national one exists.
inline constexpr std::string_view exchange_codes = "https://kolk.example/fhir/CodeSystem/uitwisseling";
/// What our codes of a `mazl-advies` have in front of the name of the field.
inline constexpr std::string_view advice_prefix = "mazl-";
inline constexpr std::string_view bsn_system = "http://fhir.nl/fhir/NamingSystem/bsn";

/// References are written `Type/id`, or as an answer wrote them where they can't be.
struct Observation {
    std::uint64_t page = 0;
    std::string field;  ///< of `mazl-advies`, as its code names it
    std::string status;
    std::string encounter;   ///< may be empty
    std::string subject;     ///< may be empty
    std::string value_kind;  ///< `valueQuantity`, ...; empty when there is none
    boost::json::value value;
    std::optional<Instant> updated;
};

struct Encounter {
    std::uint64_t page = 0;
    std::string id;
    std::string status;
    std::string subject;  ///< may be empty
    std::optional<Instant> updated;
};

struct Patient {
    std::uint64_t page = 0;
    std::set<std::string> bsns;
    std::set<std::string> numbers;  ///< under the configured system
    std::string born;
};

/// Why a page can't be used.
struct PageFault {
    base::Literal reason;
    base::Literal text;
};

/// A page that says where the next one is; empty: it is the last.
struct Page {
    std::string next;
};

/// Everything that the answers to one question hold, by reference; the newest version of each.
class Answers {
public:
    /// `base_url` shortens absolute references; `fields` are the fields of `mazl-advies` that are asked for.
    Answers(std::string base_url, std::string patient_system, std::set<std::string> fields);

    /// Takes a page in, or says why nothing of it can be used.
    boost::system::result<Page, PageFault> add(std::string_view bytes, std::uint64_t page, std::size_t depth);

    [[nodiscard]] const std::map<std::string, Observation>& observations() const noexcept { return observations_; }
    [[nodiscard]] const std::map<std::string, Encounter>& encounters() const noexcept { return encounters_; }
    [[nodiscard]] const std::map<std::string, Patient>& patients() const noexcept { return patients_; }
    /// The reference as `Type/id`, when an entry came under that full URL; else as it is.
    [[nodiscard]] std::string resolve(const std::string& reference) const;
    /// Whether an Observation or Encounter, asked for or not, refers to it.
    [[nodiscard]] bool mentioned(const std::string& reference) const;
    /// Observations that carry no code of a field that is asked for; they were dropped unread.
    [[nodiscard]] std::uint64_t unasked() const noexcept { return unasked_; }
    /// The pages that held a resource of a kind that was not asked for, once for each.
    [[nodiscard]] const std::vector<std::uint64_t>& wrong_resources() const noexcept { return wrong_; }

private:
    std::optional<PageFault> add_entry(const boost::json::value& entry, std::uint64_t page);
    void add_observation(const std::string& reference, const boost::json::object& resource, std::uint64_t page);
    void add_encounter(const std::string& reference, const boost::json::object& resource, std::uint64_t page);
    void add_patient(const std::string& reference, const boost::json::object& resource, std::uint64_t page);
    [[nodiscard]] std::string reference_in(const boost::json::object& resource, std::string_view element) const;
    [[nodiscard]] std::string shortened(std::string_view reference) const;

    std::string base_url_;
    std::string patient_system_;
    std::set<std::string> fields_;
    std::map<std::string, Observation> observations_;
    std::map<std::string, Encounter> encounters_;
    std::map<std::string, Patient> patients_;
    std::map<std::string, std::string> full_urls_;
    std::set<std::string> mentioned_;
    std::set<std::string> dropped_;  ///< Observations that were not asked for
    std::uint64_t unasked_ = 0;
    std::vector<std::uint64_t> wrong_;
};

}  // namespace kolk::connectors::jgz
