#include "crypto/random.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/config/template.hpp"
#include "gateway/keys/keys.hpp"

#include <fstream>
#include <iostream>

namespace kolk::gateway::cli {
namespace {

namespace fs = std::filesystem;

base::Result<void> keep_to_owner(const fs::path& folder) {
    std::error_code error;
    fs::permissions(folder, fs::perms::owner_all, error);
    if (error) return base::failure("init.folder", "the rights of a folder cannot be set; become its owner");
    return {};
}

// A folder that was there already keeps its rights: it may hold what others read.
base::Result<void> make_folder(const fs::path& folder) {
    std::error_code error;
    const bool made = fs::create_directories(folder, error);
    if (error) return base::failure("init.folder", "a folder cannot be made; check the rights of the folder above it");
    return made ? keep_to_owner(folder) : base::Result<void>{};
}

base::Result<void> write_template(const fs::path& file) {
    std::ofstream stream{file, std::ios::binary};
    stream << config::configuration_template();
    stream.close();
    if (!stream) return base::failure("init.file", "kolk.yaml cannot be written; check space and rights");
    return {};
}

// The drop folders of the sources and feeds that the template names, so that its first check finds them.
base::Result<void> make_drop_folders(const fs::path& file) {
    const config::Reading reading = config::read_file(file);
    if (!reading.configuration) base::broken("the template of kolk.yaml has faults");
    std::vector<fs::path> folders;
    for (const config::Source& source : reading.configuration->sources) folders.push_back(source.folder);
    for (const config::Feed& feed : reading.configuration->feeds) folders.push_back(feed.folder);
    for (const fs::path& one : folders) {
        const auto made = one.empty() ? base::Result<void>{} : make_folder(one);
        if (!made) return made;
    }
    return {};
}

void tell_next_steps(const fs::path& folder) {
    const fs::path file = folder / "kolk.yaml";
    std::cout << "Next: fill in your region in " << file.string() << "; put the convenant of your region in "
              << (folder / "convenant.yaml").string()
              << "\n(to begin with: a copy of policies/convenants/voorbeeldregio.yaml of Kolk's source, with your\n"
                 "`region.name` as `region` in its heading, and your own parties); then kolk check -c "
              << file.string()
              << "\nNothing goes between two parties before a mandated person of each has signed the convenant: see\n"
                 "`mandated` in kolk.yaml, `kolk policy key --help` and `kolk policy sign --help`.\n";
}

int init(const fs::path& folder) {
    const fs::path file = folder / "kolk.yaml";
    if (const auto made = make_folder(folder); !made) return report(made.error());
    if (fs::exists(file)) {
        std::cout << "Kept " << file.string() << ", which is there already.\n";
    } else {
        if (const auto written = write_template(file); !written) return report(written.error());
        if (const auto made = make_drop_folders(file); !made) return report(made.error());
        std::cout << "Wrote " << file.string() << " and the drop folders that it names.\n";
    }
    for (const char* name : {"keys", "state"}) {
        if (const auto made = make_folder(folder / name); !made) return report(made.error());
        if (const auto kept = keep_to_owner(folder / name); !kept) return report(kept.error());
    }
    if (fs::exists(folder / "keys" / "region.key")) {
        std::cout << "Kept the keys in " << (folder / "keys").string() << ".\n";
    } else {
        crypto::SystemRandom random;
        if (const auto made = keys::RegionKeys::create(folder / "keys", random); !made) return report(made.error());
        std::cout << "Made new keys in " << (folder / "keys").string()
                  << ". Keep a copy of them apart from the state: without it nothing can be read back.\n";
    }
    tell_next_steps(folder);
    return done;
}

}  // namespace

void add_init(CLI::App& app, Action& action) {
    CLI::App* command =
        app.add_subcommand("init", "Write a commented configuration, keys and folders for a new region");
    auto folder = std::make_shared<fs::path>();
    command->add_option("DIR", *folder, "The region's folder; what is there already is kept")->required();
    command->footer("Example: kolk init /etc/kolk/my-region");
    command->callback([folder, &action] { action = [folder] { return init(*folder); }; });
}

}  // namespace kolk::gateway::cli
