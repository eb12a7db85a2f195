#include "gateway/config/checks.hpp"

#include "gateway/config/options.hpp"
#include "policies/convenant.hpp"
#include "schemas/record_types.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace kolk::gateway::config {
namespace {

/// Runs a processor that holds no role under the convenant.
constexpr std::string_view processor_role = "verwerker";

std::string item(std::string_view list, std::size_t index, std::string_view key) {
    return std::string{list} + '[' + std::to_string(index) + "]." + std::string{key};
}

/// Finds the second use of what may be used once.
class Once {
public:
    Once(Effective& effective, std::string text) : effective_{effective}, text_{std::move(text)} {}

    void use(const std::string& value, const std::string& path) {
        if (!value.empty() && !used_.insert(value).second) effective_.fault_at(path, text_);
    }

private:
    Effective& effective_;
    std::string text_;
    std::set<std::string> used_;
};

void check_role(const Party& party, const std::string& path, Effective& effective) {
    const auto roles = schemas::role_ids();
    if (std::ranges::find(roles, party.role) != roles.end()) return;
    const std::string_view near = schemas::nearest(party.role, roles);
    effective.fault_at(path, "this is no role of a convenant" +
                                 (near.empty() ? std::string{"; write ROLE:ORG with a role from the convenant"}
                                               : "; did you mean `" + std::string{near} + "`?"));
}

void check_party(const Configuration& configuration, const Party& party, const std::string& path,
                 Effective& effective) {
    check_role(party, path, effective);
    if (configuration.find(party.org) != nullptr) return;
    std::vector<std::string_view> known;
    for (const Organisation& organisation : configuration.organisations) known.emplace_back(organisation.org);
    const std::string_view near = schemas::nearest(party.org, known);
    effective.fault_at(
        path, "this organisation does not stand under `organisations`" +
                  (near.empty() ? std::string{"; add it there"} : "; did you mean `" + std::string{near} + "`?"));
}

void check_region(const Configuration& configuration, Effective& effective) {
    const Region& region = configuration.region;
    if (region.clock && region.environment != Environment::demo) {
        effective.fault_at("region.clock", "a clock of its own is for `environment: demo` only; remove it");
    }
    Party host = region.host;
    if (host.role == processor_role) host.role = schemas::role_ids().front();
    check_party(configuration, host, "region.host", effective);
}

/// Whether `path` is `folder` or lies below it.
bool lies_in(const std::filesystem::path& path, const std::filesystem::path& folder) {
    const auto relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

void check_folders(const Configuration& configuration, Effective& effective) {
    if (!lies_in(configuration.keys, configuration.state)) return;
    effective.fault_at("keys",
                       "the keys may not lie in the state folder, or a copy of the state could be read; move them");
}

void check_delivery(const Configuration& configuration, Effective& effective) {
    if (configuration.delivery.longest_retry >= configuration.delivery.first_retry) return;
    effective.fault_at("delivery.longest_retry", "`longest_retry` must not be shorter than `first_retry`");
}

void check_organisations(const Configuration& configuration, Effective& effective) {
    Once org{effective, "this organisation stands here twice; keep one"};
    Once oin{effective, "another organisation has this OIN; pseudonyms need one for each"};
    Once branch{effective, "another organisation has this branch code; keep it with one"};
    Once municipality{effective, "another organisation has this gemeentecode; keep it with one"};
    Once agb{effective, "another organisation has this AGB code; keep it with one"};
    Once swv{effective, "another organisation has this SWV number; keep it with one"};
    for (std::size_t i = 0; i < configuration.organisations.size(); ++i) {
        const Organisation& organisation = configuration.organisations[i];
        const auto path = [&](std::string_view key) { return item("organisations", i, key); };
        org.use(organisation.org, path("org"));
        oin.use(organisation.oin, path("oin"));
        for (const std::string& code : organisation.vestigingen) branch.use(code, path("vestigingen"));
        municipality.use(organisation.gemeentecode, path("gemeentecode"));
        agb.use(organisation.agb, path("agb"));
        swv.use(organisation.swv_number, path("swv_number"));
    }
}

// The words of an office in small letters; `F.G.` is one word.
std::set<std::string> words_of_office(std::string_view office) {
    std::set<std::string> words;
    std::string word;
    for (const char c : std::string{office} + ' ') {
        const auto letter = static_cast<unsigned char>(c);
        if (std::isalpha(letter) != 0) {
            word += static_cast<char>(std::tolower(letter));
        } else if (c != '.') {
            words.insert(std::move(word));
            word.clear();
        }
    }
    return words;
}

// However it is written: FG, F.G., functionaris (voor de) gegevensbescherming, DPO, data protection officer.
bool is_supervisor(const Mandate& mandate) {
    const std::set<std::string> words = words_of_office(mandate.by);
    const auto says = [&words](std::initializer_list<const char*> all) {
        return std::ranges::all_of(all, [&words](const char* word) { return words.contains(word); });
    };
    return mandate.party.role == "fg" || says({"fg"}) || says({"dpo"}) ||
           says({"functionaris", "gegevensbescherming"}) || says({"data", "protection", "officer"});
}

bool overlap(const Mandate& one, const Mandate& other) {
    const bool begins_after = other.until && one.from && *other.until < *one.from;
    const bool ends_before = one.until && other.from && *one.until < *other.from;
    return !begins_after && !ends_before;
}

void check_period(const Configuration& configuration, std::size_t at, Effective& effective) {
    const Mandate& mandate = configuration.mandated[at];
    if (mandate.from && mandate.until && *mandate.until < *mandate.from) {
        effective.fault_at(item("mandated", at, "until"), "this mandate ends before it begins; correct one of the two");
    }
    for (std::size_t i = 0; i < at; ++i) {
        const Mandate& before = configuration.mandated[i];
        if (before.party != mandate.party || before.key != mandate.key || !overlap(before, mandate)) continue;
        effective.fault_at(item("mandated", at, mandate.from ? "from" : "party"),
                           "this key is mandated for this party on such a day already; give its periods ends that do "
                           "not overlap, or keep one");
    }
}

// Whoever holds a key signs for one organisation: nobody alone puts a rule in force.
void check_mandated(const Configuration& configuration, Effective& effective) {
    std::map<std::string, std::string> holders;  // by key, in hexadecimal
    for (std::size_t i = 0; i < configuration.mandated.size(); ++i) {
        const Mandate& mandate = configuration.mandated[i];
        check_party(configuration, mandate.party, item("mandated", i, "party"), effective);
        check_period(configuration, i, effective);
        if (!policies::signs(mandate.party.role)) {
            effective.fault_at(item("mandated", i, "party"),
                               "a person whom a convenant is about signs none; remove it");
        }
        if (is_supervisor(mandate)) {
            effective.fault_at(item("mandated", i, "by"),
                               "a functionaris gegevensbescherming advises and signs nothing; name who is mandated");
        }
        const auto [holder, is_new] = holders.emplace(base::to_hex(mandate.key), mandate.party.org);
        if (!is_new && holder->second != mandate.party.org) {
            effective.fault_at(item("mandated", i, "key"),
                               "this key signs for another organisation too; each side needs a person of its own");
        }
    }
}

bool is_this_machine(std::string_view host) {
    return host == "localhost" || host == "::1" ||
           (host.starts_with("127.") && parse_endpoint(std::string{host} + ":0"));
}

template <class Peer>
void check_peer(const Peer& peer, std::string_view list, std::size_t index, Effective& effective) {
    if (peer.certificate.empty() != peer.key.empty()) {
        effective.fault_at(item(list, index, peer.key.empty() ? "certificate" : "key"),
                           "`certificate` and `key` belong together; give both or neither");
    }
    const auto url = parse_url(peer.url);
    if (url && !url->encrypted && !is_this_machine(url->host)) {
        effective.fault_at(item(list, index, "url"), "records leave this machine over https only; write https://");
    }
}

void check_sources(const Configuration& configuration, Effective& effective) {
    Once name{effective, "another source has this name; choose another"};
    for (std::size_t i = 0; i < configuration.sources.size(); ++i) {
        const Source& source = configuration.sources[i];
        name.use(source.name, item("sources", i, "name"));
        check_party(configuration, source.party, item("sources", i, "party"), effective);
        check_peer(source, "sources", i, effective);
        if (source.kind == SourceKind::oso && !source.party.role.starts_with("swv-")) {
            effective.fault_at(
                item("sources", i, "party"),
                "an OSO folder belongs to the SWV that receives the dossiers; write swv-po:ORG or swv-vo:ORG");
        }
    }
}

void check_feeds(const Configuration& configuration, Effective& effective) {
    Once party{effective, "this party has a feed already; keep one"};
    for (std::size_t i = 0; i < configuration.feeds.size(); ++i) {
        const Feed& feed = configuration.feeds[i];
        party.use(feed.party.text(), item("feeds", i, "party"));
        check_party(configuration, feed.party, item("feeds", i, "party"), effective);
        check_peer(feed, "feeds", i, effective);
    }
}

/// What a source brings that its host needs a ground for; empty when nothing.
std::string_view sensitive_content(const Source& source) {
    const std::string& role = source.party.role;
    if (source.kind == SourceKind::fhir || role.starts_with("jgz")) return "youth health care content";
    if (source.kind == SourceKind::ijw || role == "gemeente-jeugd" || role == "jeugdhulpaanbieder" || role == "gi") {
        return "youth care content";
    }
    if (source.kind != SourceKind::oso && role.starts_with("swv-")) return {};
    return "national numbers";
}

}  // namespace

void check_together(const Configuration& configuration, Effective& effective) {
    check_region(configuration, effective);
    check_folders(configuration, effective);
    check_delivery(configuration, effective);
    check_organisations(configuration, effective);
    check_mandated(configuration, effective);
    check_sources(configuration, effective);
    check_feeds(configuration, effective);
}

std::vector<Fault> host_faults(const Configuration& configuration) {
    const Party& host = configuration.region.host;
    std::vector<Fault> faults;
    for (const Source& source : configuration.sources) {
        const std::string content{sensitive_content(source)};
        const Organisation* party = configuration.find(source.party.org);
        if (content.empty() || party == nullptr) continue;
        const std::string brings = "source " + source.name + " brings " + content;
        if (host.role.starts_with("swv-")) {
            faults.push_back(
                {source.line, 1, brings + ", for which an SWV is no host; let a municipality or a processor run it"});
        } else if (host.org != source.party.org && party->processor_agreement.empty()) {
            faults.push_back({source.line, 1,
                              brings + ", and " + party->org +
                                  " has no processor agreement with the host; sign one and give its "
                                  "reference as `processor_agreement`"});
        }
    }
    return faults;
}

}  // namespace kolk::gateway::config
