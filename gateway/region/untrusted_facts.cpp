#include "gateway/region/untrusted_facts.hpp"

#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace kolk::gateway::region {
namespace {

using Why = UntrustedFile::Why;

constexpr std::string_view objections = "bezwaar";

std::optional<UntrustedFile> untrusted_file(const store::FactSource& file, const config::Source& source,
                                            base::Instant now) {
    const bool was_read = file.as_of != base::Instant{};
    const auto as_of = was_read ? std::optional{file.as_of} : std::nullopt;
    if (!file.trusted) return UntrustedFile{file.kind, Why::unreadable, as_of};
    if (now - file.as_of > source.max_age) return UntrustedFile{file.kind, Why::too_old, as_of};
    return std::nullopt;
}

std::vector<UntrustedFile> untrusted_files(std::span<const store::FactSource> read, const config::Source& source,
                                           base::Instant now) {
    std::vector<UntrustedFile> files;
    bool objections_read = false;
    for (const store::FactSource& file : read) {
        if (file.source != source.name) continue;
        objections_read = objections_read || file.kind == objections;
        if (auto untrusted = untrusted_file(file, source, now)) files.push_back(std::move(*untrusted));
    }
    if (!objections_read) files.push_back({std::string{objections}, Why::missing, {}});
    return files;
}

void add_newer(std::vector<store::FactSource>& known, store::FactSource file) {
    const auto same = std::ranges::find_if(
        known, [&file](const store::FactSource& one) { return one.source == file.source && one.kind == file.kind; });
    if (same == known.end()) {
        known.push_back(std::move(file));
    } else if (same->as_of <= file.as_of) {
        *same = std::move(file);
    }
}

std::string what_is_wrong(const UntrustedFile& file) {
    if (file.why == Why::missing) return "not there, so nobody can tell who objects";
    std::string text = file.why == Why::too_old ? "too old" : "cannot be read, or a line of it";
    if (file.as_of) text += ", as of " + base::format_instant(*file.as_of);
    return text;
}

}  // namespace

std::vector<UntrustedFacts> untrusted_facts(std::span<const store::FactSource> read,
                                            const config::Configuration& configuration, base::Instant now) {
    std::vector<UntrustedFacts> untrusted;
    for (const config::Source& source : configuration.sources) {
        if (source.kind != config::SourceKind::facts) continue;
        auto files = untrusted_files(read, source, now);
        if (!files.empty()) untrusted.push_back({source.name, source.party, std::move(files)});
    }
    return untrusted;
}

std::vector<store::FactSource> with_files_of_now(std::vector<store::FactSource> read, const Systems& systems) {
    for (const pipeline::FactSourceInUse& source : systems.facts()) {
        const auto files = source.source->read();
        if (!files) continue;
        for (const connectors::FactFile& file : *files) {
            if (file.readable) add_newer(read, {source.name, file.kind, file.as_of, file.refusals.empty()});
        }
    }
    return read;
}

std::string_view name_of(Why why) {
    static constexpr std::array<std::string_view, 3> names{"unreadable", "too-old", "missing"};
    return names[static_cast<std::size_t>(why)];
}

std::string in_words(const UntrustedFacts& facts) {
    std::map<std::string, std::vector<std::string>> kinds;
    for (const UntrustedFile& file : facts.files) {
        kinds[what_is_wrong(file)].push_back(file.kind.empty() ? "a file of another name" : file.kind);
    }
    std::vector<std::string> told;
    for (const auto& [wrong, names] : kinds) told.push_back(base::joined(names, ", ") + ' ' + wrong);
    return facts.source + ": " + base::joined(told, "; ") + ". But for legal obligations, what " + facts.party.text() +
           " gives, and all about a child that it knows, waits until it has written sound files anew";
}

}  // namespace kolk::gateway::region
