#include "gateway/durable_file.hpp"

#include "connectors/descriptor.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

namespace kolk::gateway {
namespace {

using connectors::Descriptor;
using connectors::write_all;

bool belongs_to_owner_of(int folder, int file) {
    struct stat about {};
    if (::fstat(folder, &about) != 0) return false;
    return about.st_uid == ::geteuid() || ::fchown(file, about.st_uid, about.st_gid) == 0;
}

bool write_hidden(int folder, const std::string& hidden, std::string_view bytes) {
    ::unlinkat(folder, hidden.c_str(), 0);  // what a crash left, or what someone else put there
    const Descriptor file{
        ::openat(folder, hidden.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    return file.get() >= 0 && belongs_to_owner_of(folder, file.get()) && write_all(file.get(), bytes) &&
           ::fsync(file.get()) == 0;
}

}  // namespace

base::Result<void> make_private_folder(const std::filesystem::path& folder) {
    if (::mkdir(folder.c_str(), S_IRWXU) != 0) {
        if (errno == EEXIST) return {};
    } else {
        const Descriptor above{::open(folder.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        const Descriptor made{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
        if (above.get() >= 0 && made.get() >= 0 && belongs_to_owner_of(above.get(), made.get()) &&
            ::fsync(above.get()) == 0) {
            return {};
        }
    }
    return base::failure("file.unwritable", "a folder cannot be made in the state folder; look who owns that");
}

base::Result<void> write_durably(const std::filesystem::path& folder, const std::string& name, std::string_view bytes) {
    const Descriptor place{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    const std::string hidden = "." + name + ".part";
    if (place.get() >= 0 && write_hidden(place.get(), hidden, bytes) &&
        ::renameat(place.get(), hidden.c_str(), place.get(), name.c_str()) == 0 && ::fsync(place.get()) == 0) {
        return {};
    }
    if (place.get() >= 0) ::unlinkat(place.get(), hidden.c_str(), 0);
    return base::failure("file.unwritable",
                         "a file cannot be written into its folder; look whether the folder exists, who owns it and "
                         "whether there is room");
}

}  // namespace kolk::gateway
