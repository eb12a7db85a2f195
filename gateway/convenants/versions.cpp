#include "gateway/convenants/versions.hpp"

#include "crypto/digest.hpp"
#include "gateway/whole_file.hpp"
#include "policies/heading.hpp"
#include "policies/reader.hpp"
#include "policies/signers.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <set>

namespace kolk::gateway::convenants {
namespace {

namespace fs = std::filesystem;
using base::Result;

Result<std::string> read_text(const fs::path& file) {
    const auto text = read_whole(file, policies::largest_convenant);
    if (!text && text.error().category.text == "file.too-large") {
        return base::failure("convenant.too-large", "the convenant file is larger than 4 MiB; that is no convenant");
    }
    if (!text || text->empty()) {
        return base::failure("convenant.missing", "the convenant file " + file.string() +
                                                      " cannot be read or is empty; look whether it is there and who "
                                                      "may read it");
    }
    return text;
}

base::Error no_convenant(const config::Configuration& configuration) {
    return base::failure("convenant.missing",
                         "there is no convenant at " + configuration.convenant.string() +
                             "; put it there (to begin with, a copy of policies/convenants/voorbeeldregio.yaml of "
                             "Kolk's source, with `region: " +
                             configuration.region.name + "` in its heading), or correct `convenant` in kolk.yaml");
}

// The files that the configuration names, in the order of their names.
struct Files {
    std::vector<fs::path> versions;
    std::vector<fs::path> passed_over;
};

bool is_named_almost_like_a_version(const fs::path& file) {
    std::string ending = file.extension().string();
    std::ranges::transform(ending, ending.begin(), [](unsigned char letter) { return std::tolower(letter); });
    return ending == ".yaml" || ending == ".yml";
}

Result<Files> files_of(const config::Configuration& configuration) {
    const fs::path& convenant = configuration.convenant;
    std::error_code error;
    if (!fs::exists(convenant, error) && !error) return no_convenant(configuration);
    if (!fs::is_directory(convenant, error)) return Files{{convenant}, {}};
    Files files;
    for (fs::directory_iterator at{convenant, error}, end; !error && at != end; at.increment(error)) {
        if (!is_named_almost_like_a_version(at->path())) continue;
        (at->path().extension() == ".yaml" ? files.versions : files.passed_over).push_back(at->path());
    }
    if (error || files.versions.empty()) {
        return base::failure("convenant.missing",
                             "the folder of the convenant holds no version `*.yaml` that can be read; correct "
                             "`convenant` in kolk.yaml");
    }
    std::ranges::sort(files.versions);
    std::ranges::sort(files.passed_over);
    return files;
}

// Takes them out of all of them.
std::vector<Version> take_for_demo_only(std::vector<Version>& all) {
    const auto stays = [](const Version& version) { return why_for_demo_only(*version.convenant).empty(); };
    const auto first = std::stable_partition(all.begin(), all.end(), stays);
    std::vector<Version> taken{std::make_move_iterator(first), std::make_move_iterator(all.end())};
    all.erase(first, all.end());
    return taken;
}

void judge(Version& version, const Recorded& recorded, const config::Configuration& configuration, base::Date today) {
    const std::string text = signed_text(configuration.region.name, version.hash);
    std::set<Party> signers;
    for (const Signature& signature : recorded.signatures) {
        const Verdict verdict = verify(signature, text, configuration.mandated, today);
        if (verdict == Verdict::holds) {
            signers.insert(signature.party);
        } else {
            version.void_signatures.emplace_back(signature, verdict);
        }
    }
    std::erase_if(version.void_signatures, [&](const auto& one) { return signers.contains(one.first.party); });
    policies::Convenant convenant = policies::signed_by(*version.convenant, signers);
    convenant.advices = recorded.advices;
    version.convenant = std::make_shared<const policies::Convenant>(std::move(convenant));
}

// Versions are told apart by the day on which they begin and, in the log, by their `version`.
Result<void> check_succession(const std::vector<Version>& all) {
    std::map<std::string_view, const Version*> by_name;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const policies::Convenant& next = *all[i].convenant;
        const auto refuse = [&](const Version& other, std::string_view why) {
            const std::string both = other.file.filename().string() + " and " + all[i].file.filename().string();
            return base::failure("convenant.versions", both + ' ' + std::string{why});
        };
        const auto [known, is_new] = by_name.try_emplace(next.version, &all[i]);
        if (i > 0 && all[i - 1].convenant->id != next.id) {
            return refuse(all[i - 1],
                          "have different ids, so they are no versions of one convenant; keep each in a folder of its "
                          "own");
        }
        if (i > 0 && all[i - 1].convenant->from == next.from) {
            return refuse(all[i - 1],
                          "begin on the same day; give the newer one a later `in_force`, or take the older one away");
        }
        if (!is_new) {
            return refuse(*known->second,
                          "say the same `version`, so that nobody could tell under which of them something went; give "
                          "the newer one another, before anyone signs it");
        }
    }
    return {};
}

SetAside unread_version(const fs::path& file, const base::Error& why, std::vector<policies::Fault> faults,
                        bool in_production) {
    const auto text = read_whole(file, policies::largest_convenant);
    const auto heading = text ? policies::read_heading(*text) : std::nullopt;
    if (!heading) return {file, {}, why, std::move(faults), false};
    return {file, heading->from, why, std::move(faults), in_production && heading->for_demo_only};
}

/// The first that cannot be set aside: it may be the one that should be in force, or there is none to go on with.
const SetAside* find_in_the_way(const std::vector<SetAside>& unread, const std::vector<Version>& all,
                                base::Date today) {
    const bool can_go_on =
        std::ranges::any_of(all, [today](const Version& version) { return today <= version.convenant->until; });
    const auto found = std::ranges::find_if(unread, [&](const SetAside& one) {
        const bool may_be_in_force = !one.from.ok() || one.from <= today;
        return !can_go_on || (may_be_in_force && !one.for_demo_only);
    });
    return found == unread.end() ? nullptr : &*found;
}

/// No version that begins before that day, or on it, reaches it.
void end_before(base::Date day, std::vector<Version>& all) {
    for (Version& version : all) {
        if (day < version.convenant->from || version.convenant->until < day) continue;
        policies::Convenant ended = *version.convenant;
        ended.until = base::add_days(day, -1);
        version.convenant = std::make_shared<const policies::Convenant>(std::move(ended));
    }
}

}  // namespace

std::string_view why_for_demo_only(const policies::Convenant& convenant) {
    if (convenant.draft) return "it is a draft";
    if (convenant.for_demo_only()) return "a purpose of it has no DPIA or is still to be verified";
    return convenant.environment == policies::Environment::demo ? "it says itself `environment: demo`" : "";
}

Result<Version> read_version(const fs::path& file, const config::Configuration& configuration, base::Date today,
                             const OnFault& on_fault) {
    const auto text = read_text(file);
    if (!text) return text.error();
    policies::ConvenantReading reading = policies::read_convenant(*text);
    for (const policies::Fault& one : reading.faults) on_fault(file, one);
    if (!reading.convenant) {
        return base::failure("convenant.faulty", "the convenant has faults; `kolk policy check` names them all");
    }
    if (reading.convenant->region != configuration.region.name) {
        return base::failure("convenant.region",
                             "the convenant is one of another region; its heading must say `region: " +
                                 configuration.region.name + "`, as `region.name` in kolk.yaml does");
    }
    const auto recorded = read_recorded(file);
    if (!recorded) return recorded.error();
    Version version{file,
                    base::to_hex(crypto::sha256(base::as_bytes(*text))),
                    std::move(reading.convenant),
                    std::move(reading.warnings),
                    {}};
    judge(version, *recorded, configuration, today);
    return version;
}

Result<Versions> Versions::read(const config::Configuration& configuration, base::Date today, const OnFault& on_fault) {
    const auto files = files_of(configuration);
    if (!files) return files.error();
    const bool in_production = configuration.region.environment == config::Environment::production;
    std::vector<Version> all;
    std::vector<SetAside> unread;
    for (const fs::path& file : files->versions) {
        std::vector<policies::Fault> faults;
        auto version =
            read_version(file, configuration, today, [&](const auto&, const auto& one) { faults.push_back(one); });
        if (version) {
            all.push_back(std::move(*version));
        } else {
            unread.push_back(unread_version(file, version.error(), std::move(faults), in_production));
        }
    }
    std::vector<Version> for_demo_only = in_production ? take_for_demo_only(all) : std::vector<Version>{};
    if (const auto* first = find_in_the_way(unread, all, today)) {
        for (const SetAside& one : unread) {
            for (const policies::Fault& fault : one.faults) on_fault(one.file, fault);
        }
        return first->why;
    }
    if (all.empty()) {
        return base::failure("convenant.draft",
                             "the convenant is a draft, says itself `environment: demo`, or something in it must still "
                             "be verified; this region is one of production, and takes none of these");
    }
    std::ranges::sort(all, {}, [](const Version& version) { return version.convenant->from; });
    if (const auto fits = check_succession(all); !fits) return fits.error();
    for (const SetAside& one : unread) {
        if (!one.for_demo_only) end_before(one.from, all);
    }
    Versions versions{std::move(all)};
    versions.set_aside_ = std::move(unread);
    versions.for_demo_only_ = std::move(for_demo_only);
    versions.passed_over_ = files->passed_over;
    return versions;
}

const Version& Versions::on(base::Date day) const {
    const auto covers = [day](const Version& version) { return day <= version.convenant->until; };
    const auto begun = std::ranges::upper_bound(all_, day, {}, [](const Version& one) { return one.convenant->from; });
    for (auto one = begun; one != all_.begin();) {
        if (covers(*--one)) return *one;
    }
    return begun == all_.begin() ? all_.front() : *std::prev(begun);
}

const Version* Versions::after(base::Date day) const {
    const auto next = std::ranges::upper_bound(all_, day, {}, [](const Version& one) { return one.convenant->from; });
    return next == all_.end() ? nullptr : &*next;
}

}  // namespace kolk::gateway::convenants
