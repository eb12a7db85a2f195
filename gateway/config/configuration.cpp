#include "gateway/config/configuration.hpp"

#include "gateway/config/checks.hpp"
#include "gateway/config/effective.hpp"
#include "gateway/config/options.hpp"
#include "gateway/whole_file.hpp"

#include <algorithm>
#include <sstream>
#include <tuple>

namespace kolk::gateway::config {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t longest_file = 1u << 20;

/// Reads the values of one group; what the file leaves out and has no default is empty. The values have been checked.
class Group {
public:
    Group(const json::object& values, const fs::path& folder) : values_{values}, folder_{folder} {}

    [[nodiscard]] std::string text(std::string_view key) const {
        const auto* value = values_.if_contains(key);
        return value == nullptr ? std::string{} : std::string{value->as_string()};
    }
    [[nodiscard]] fs::path path(std::string_view key) const {
        const std::string given = text(key);
        return given.empty() ? fs::path{} : (folder_ / given).lexically_normal();
    }
    [[nodiscard]] std::int64_t count(std::string_view key) const { return values_.at(key).as_int64(); }
    [[nodiscard]] Party party(std::string_view key) const { return *Party::parse(text(key)); }
    [[nodiscard]] std::chrono::milliseconds duration(std::string_view key) const { return *parse_duration(text(key)); }
    [[nodiscard]] bool has(std::string_view key) const { return values_.contains(key); }
    [[nodiscard]] Group group(std::string_view key) const { return {values_.at(key).as_object(), folder_}; }
    [[nodiscard]] std::vector<Group> groups(std::string_view key) const {
        std::vector<Group> all;
        for (const json::value& item : values_.at(key).as_array()) all.emplace_back(item.as_object(), folder_);
        return all;
    }
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) const {
        std::vector<std::string> all;
        if (!has(key)) return all;
        for (const json::value& item : values_.at(key).as_array()) all.emplace_back(item.as_string());
        return all;
    }
    /// The position of the value among the choices of its option, which stand in the order of the enumeration.
    template <class Enumeration>
    [[nodiscard]] Enumeration choice(std::string_view section, std::string_view key) const {
        const auto all = options_of(section);
        const std::string_view choices = std::ranges::find(all, key, &Option::key)->choices;
        const std::string_view before = choices.substr(0, choices.find(text(key)));
        return static_cast<Enumeration>(std::ranges::count(before, ' '));
    }

private:
    const json::object& values_;
    const fs::path& folder_;
};

Region read_region(const Group& group) {
    Region region;
    region.name = group.text("name");
    region.tag = group.text("tag");
    region.zone = group.text("zone");
    region.environment = group.choice<Environment>("region", "environment");
    region.clock = base::parse_instant(group.text("clock"));
    region.host = group.party("host");
    return region;
}

connectors::Limits read_limits(const Group& group) {
    const auto size = [&](std::string_view key, unsigned shift) {
        return static_cast<std::size_t>(group.count(key)) << shift;
    };
    connectors::Limits limits;
    limits.file_bytes = size("file_mb", 20);
    limits.oso_file_bytes = size("oso_file_mb", 20);
    limits.row_bytes = size("row_kb", 10);
    limits.rows = size("rows", 0);
    limits.depth = size("depth", 0);
    limits.page_bytes = size("page_mb", 20);
    limits.pages = size("pages", 0);
    return limits;
}

Delivery read_delivery(const Group& group) {
    Delivery delivery;
    delivery.timeout = group.duration("timeout");
    delivery.first_retry = group.duration("first_retry");
    delivery.longest_retry = group.duration("longest_retry");
    return delivery;
}

Organisation read_organisation(const Group& group) {
    Organisation organisation;
    organisation.org = group.text("org");
    organisation.name = group.text("name");
    organisation.oin = group.text("oin");
    organisation.vestigingen = group.texts("vestigingen");
    organisation.gemeentecode = group.text("gemeentecode");
    organisation.agb = group.text("agb");
    organisation.swv_number = group.text("swv_number");
    organisation.processor_agreement = group.text("processor_agreement");
    return organisation;
}

Mandate read_mandate(const Group& group) {
    Mandate mandate{group.party("party"), group.text("by"), *base::from_base64(group.text("key"))};
    if (group.has("from")) mandate.from = base::parse_date(group.text("from"));
    if (group.has("until")) mandate.until = base::parse_date(group.text("until"));
    return mandate;
}

Source read_source(const Group& group) {
    Source source;
    source.name = group.text("name");
    source.kind = group.choice<SourceKind>("sources[]", "kind");
    source.party = group.party("party");
    source.folder = group.path("folder");
    source.mapping = group.path("mapping");
    source.schedule = std::get<Schedule>(parse_schedule(group.text("schedule")));
    if (group.has("max_age")) source.max_age = group.duration("max_age");
    source.url = group.text("url");
    source.patient_system = group.text("patient_system");
    source.ca = group.path("ca");
    source.certificate = group.path("certificate");
    source.key = group.path("key");
    return source;
}

Feed read_feed(const Group& group) {
    Feed feed;
    feed.party = group.party("party");
    feed.kind = group.choice<FeedKind>("feeds[]", "kind");
    feed.folder = group.path("folder");
    if (group.has("format")) feed.format = group.choice<FeedFormat>("feeds[]", "format");
    if (group.has("acknowledge")) feed.acknowledge = group.choice<Acknowledge>("feeds[]", "acknowledge");
    feed.url = group.text("url");
    feed.ca = group.path("ca");
    feed.certificate = group.path("certificate");
    feed.key = group.path("key");
    feed.batch = static_cast<std::size_t>(group.count("batch"));
    return feed;
}

/// The items of a list, each with the line where it stands.
template <class Item>
std::vector<Item> read_list(const Group& group, std::string_view key, const Effective& effective,
                            Item (*read_item)(const Group&)) {
    std::vector<Item> all;
    for (const Group& item : group.groups(key)) {
        const std::string path = std::string{key} + '[' + std::to_string(all.size()) + ']';
        all.push_back(read_item(item));
        all.back().line = effective.places.at(path).line;
    }
    return all;
}

Configuration assemble(const Effective& effective, const fs::path& folder) {
    const Group root{effective.values, folder};
    Configuration configuration;
    configuration.region = read_region(root.group("region"));
    configuration.convenant = root.path("convenant");
    configuration.keys = root.path("keys");
    configuration.state = root.path("state");
    const auto endpoint = parse_endpoint(root.text("listen"));
    configuration.listen = {endpoint->address, endpoint->port};
    configuration.log_level = root.choice<LogLevel>("", "log_level");
    configuration.limits = read_limits(root.group("limits"));
    configuration.delivery = read_delivery(root.group("delivery"));
    configuration.organisations = read_list(root, "organisations", effective, read_organisation);
    configuration.mandated = read_list(root, "mandated", effective, read_mandate);
    configuration.sources = read_list(root, "sources", effective, read_source);
    configuration.feeds = read_list(root, "feeds", effective, read_feed);
    return configuration;
}

std::vector<Fault> in_order(std::vector<Fault> faults) {
    std::ranges::stable_sort(faults, {}, [](const Fault& fault) { return std::tuple{fault.line, fault.column}; });
    return faults;
}

}  // namespace

const Organisation* Configuration::find(std::string_view org) const {
    const auto found = std::ranges::find(organisations, org, &Organisation::org);
    return found == organisations.end() ? nullptr : &*found;
}

const Source* Configuration::find_source(std::string_view name) const {
    const auto found = std::ranges::find(sources, name, &Source::name);
    return found == sources.end() ? nullptr : &*found;
}

std::string Fault::message() const {
    if (line == 0) return text;
    return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + text;
}

Reading read(std::string_view yaml, const fs::path& folder) {
    Effective effective = read_effective(yaml);
    if (!effective.faults.empty()) return {std::nullopt, in_order(std::move(effective.faults))};
    Configuration configuration = assemble(effective, folder);
    check_together(configuration, effective);
    if (!effective.faults.empty()) return {std::nullopt, in_order(std::move(effective.faults))};
    return {std::move(configuration), {}};
}

Reading read_file(const fs::path& file) {
    const auto text = read_whole(file, longest_file);
    if (text) return read(*text, file.parent_path());
    if (text.error().category.text == "file.too-large") {
        return {std::nullopt, {{0, 0, "the configuration is larger than 1 MiB; is this the right file?"}}};
    }
    return {std::nullopt,
            {{0, 0, "the configuration cannot be read; check the path and its rights, or run kolk init"}}};
}

}  // namespace kolk::gateway::config
