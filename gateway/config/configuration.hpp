#pragma once

#include "connectors/ports.hpp"
#include "gateway/logging.hpp"
#include "gateway/schedule.hpp"
#include "schemas/base/bytes.hpp"
#include "schemas/base/result.hpp"
#include "schemas/base/time.hpp"
#include "schemas/party.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::config {

using gateway::LogLevel;
using schemas::Party;

enum class Environment { demo, production };
enum class SourceKind { oso, csv, ijw, fhir, facts };
enum class FeedKind { folder, push };
enum class FeedFormat { ndjson, csv };
/// How a party tells that it has taken a file: not at all (the durable rename is the receipt), or by a file of its own.
enum class Acknowledge { none, file };

struct Region {
    std::string name;  ///< slug; the log's origin is `<name>.kolk.example/log`
    std::string tag;   ///< `[a-z0-9]{2,8}`, stands in pseudonyms
    std::string zone;  ///< IANA name, known on this machine
    Environment environment = Environment::production;
    std::optional<base::Instant> clock;  ///< demo only: the moment at which this clock starts
    Party host;                          ///< who runs this gateway; `verwerker:ORG` is a processor without a role
};

/// `listen`: an IP address (never a name) and a port; port 0 takes any free one.
struct Endpoint {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8470;
};

struct Delivery {
    std::chrono::milliseconds timeout{10'000};
    std::chrono::milliseconds first_retry{1'000};
    std::chrono::milliseconds longest_retry{300'000};
};

struct Organisation {
    std::string org;
    std::string name;
    std::string oin;                       ///< twenty digits
    std::vector<std::string> vestigingen;  ///< branch codes
    std::string gemeentecode;              ///< or empty, like each below
    std::string agb;
    std::string swv_number;
    std::string processor_agreement;  ///< reference of the agreement with the host
    int line = 0;                     ///< where it stands in the file
};

/// Who may sign a convenant for a party: an office and the public key of the person who holds it, never a name. One
/// entry is one period; who holds the office again has another.
struct Mandate {
    Party party;
    std::string by;
    base::Bytes key;  ///< Ed25519, 32 bytes
    int line = 0;
    std::optional<base::Date> from{};  ///< both included; absent: without an end on that side
    std::optional<base::Date> until{};

    [[nodiscard]] bool holds_on(base::Date day) const { return (!from || *from <= day) && (!until || day <= *until); }
};

/// Paths are absolute or resolved against the configuration's folder. What does not belong to a kind is empty.
struct Source {
    std::string name;
    SourceKind kind = SourceKind::csv;
    Party party;
    std::filesystem::path folder;
    std::filesystem::path mapping;
    Schedule schedule;
    std::chrono::milliseconds max_age{std::chrono::hours{24}};
    std::string url;
    std::string patient_system;
    std::filesystem::path ca;
    std::filesystem::path certificate;
    std::filesystem::path key;
    int line = 0;
};

struct Feed {
    Party party;
    FeedKind kind = FeedKind::folder;
    std::filesystem::path folder;
    FeedFormat format = FeedFormat::ndjson;
    Acknowledge acknowledge = Acknowledge::none;
    std::string url;
    std::filesystem::path ca;
    std::filesystem::path certificate;
    std::filesystem::path key;
    std::size_t batch = 100;
    int line = 0;
};

/// What `kolk.yaml` says, with every default filled in. A value; immutable after reading.
struct Configuration {
    Region region;
    std::filesystem::path convenant;  ///< a file, or a folder of versions
    std::filesystem::path keys;
    std::filesystem::path state;
    Endpoint listen;
    LogLevel log_level = LogLevel::info;
    connectors::Limits limits;
    Delivery delivery;
    std::vector<Organisation> organisations;
    std::vector<Mandate> mandated;
    std::vector<Source> sources;
    std::vector<Feed> feeds;

    [[nodiscard]] const Organisation* find(std::string_view org) const;
    [[nodiscard]] const Source* find_source(std::string_view name) const;
};

/// One fault in the file, with its place (from 1; 0 means the file as a whole). It names our keys and never a value.
struct Fault {
    int line = 0;
    int column = 0;
    std::string text;

    /// `line 3, column 5: ...`.
    [[nodiscard]] std::string message() const;
    friend bool operator==(const Fault&, const Fault&) = default;
};

/// A configuration, or every fault in it at once.
struct Reading {
    std::optional<Configuration> configuration;  ///< absent when there are faults
    std::vector<Fault> faults;
};

/// Reads and checks a configuration; paths in it are resolved against `folder`. Touches no file but the system's
/// tzdata. Never throws, whatever the bytes.
Reading read(std::string_view yaml, const std::filesystem::path& folder);

/// Reads the file first (1 MiB at most); one that cannot be read is a fault without a place.
Reading read_file(const std::filesystem::path& file);

/// Why this host may not run this region: a source with national numbers, youth health care or youth care content needs
/// a host that is the source's own organisation or has a processor agreement with it (GDPR article 28), and an SWV,
/// which may hold neither those numbers nor that content, is never such a host. Empty: it may.
std::vector<Fault> host_faults(const Configuration& configuration);

/// The effective values as YAML, defaults included, in the order of the reference; secrets read `(set)`. `yaml` is a
/// file that reads without faults.
std::string print(std::string_view yaml);

/// The option table as a Markdown reference, and as a JSON Schema (draft 7) for editors.
std::string reference();
std::string json_schema();

}  // namespace kolk::gateway::config
