#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace kolk::tests {

/// All bytes of a file; none when it cannot be read.
inline std::string file_text(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// A file of this project, for instance `policies/convenants/voorbeeldregio.yaml`.
inline std::string project_text(const std::string& path) {
    return file_text(std::filesystem::path{KOLK_SOURCE_DIR} / path);
}

}  // namespace kolk::tests
