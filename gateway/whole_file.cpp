#include "gateway/whole_file.hpp"

#include <array>
#include <fstream>

namespace kolk::gateway {

base::Result<std::string> read_whole(const std::filesystem::path& file, std::size_t most) {
    std::ifstream stream{file, std::ios::binary};
    std::string text;
    std::array<char, 1u << 16> part{};
    while (stream && text.size() <= most) {
        stream.read(part.data(), part.size());
        text.append(part.data(), static_cast<std::size_t>(stream.gcount()));
    }
    if (text.size() > most) return base::failure("file.too-large", "the file is larger than is taken here");
    // A folder opens like a file, and then says no byte and no end.
    if (!stream.eof())
        return base::failure("file.missing", "the file cannot be read; check that it exists and may be read");
    return text;
}

}  // namespace kolk::gateway
