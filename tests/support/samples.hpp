#pragma once

#include "tests/support/files.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace kolk::tests {

/// The folder with the published samples: `KOLK_STANDARDS`, or `shared/standards` beside the project. They are other
/// people's files and do not travel with it, so it may be absent.
inline std::filesystem::path standards_folder() {
    if (const char* named = std::getenv("KOLK_STANDARDS")) return named;
    return std::filesystem::path{KOLK_SOURCE_DIR}.parent_path() / "shared" / "standards";
}

}  // namespace kolk::tests
