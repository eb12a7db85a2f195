#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// Runs the tool kolk-vectors, which stands beside this program.

namespace {

namespace fs = std::filesystem;

struct Outcome {
    int code = -1;
    std::string output;
    std::string last_line;
};

Outcome run_tool(const fs::path& folder) {
    const fs::path tool = fs::read_symlink("/proc/self/exe").parent_path() / "kolk-vectors";
    const std::string command = "'" + tool.string() + "' '" + folder.string() + "' 2>&1";
    Outcome outcome;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 4096> buffer{};
    while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) {
        outcome.last_line = buffer.data();
        outcome.output += outcome.last_line;
    }
    outcome.code = WEXITSTATUS(pclose(pipe));
    return outcome;
}

fs::path named_folder(const char* variable, const char* beside_the_project) {
    const char* named = std::getenv(variable);
    return named != nullptr ? fs::path{named} : fs::path{KOLK_SOURCE_DIR} / ".." / beside_the_project;
}

fs::path vector_folder() {
    return named_folder("KOLK_VECTORS", "shared/vectors/pep");
}

void expect_agreement(const fs::path& folder) {
    const Outcome outcome = run_tool(folder);
    EXPECT_EQ(outcome.code, 0) << outcome.output;
    EXPECT_NE(outcome.last_line.find(" 0 failed, "), std::string::npos) << outcome.last_line;
    EXPECT_FALSE(outcome.last_line.starts_with("0 passed")) << outcome.last_line;
}

/// A folder with these texts as files, gone with the test.
class Folder {
public:
    Folder() : path_{fs::temp_directory_path() / ("kolk-vectors-" + std::to_string(getpid()))} {
        fs::create_directories(path_);
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    void write(const std::string& name, const std::string& text) const { std::ofstream{path_ / name} << text; }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

const std::string good_factors =
    R"({"types": {"pseudonym_rekey": 1, "attribute_rekey": 2, "reshuffle": 3}, "cases": [{"secret": "", "context_utf8": "",
        "context": "", "pseudonym_rekey": "43d0eb60f0a9c67d0ad3f57369647811f614d2432e7cb391cc6f69df1aa3520b",
        "attribute_rekey": "bb332213b6682d68081cf8c2f45358e759afec4737ceea620a7554c1eaca5906",
        "reshuffle": "eee53098ebca26fbbdeeb7b355931a6e5c0309b0e9ed2f65d3e095a9f37b8f0c"}]})";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

TEST(Vectors, OfLibpepAgree) {
    const fs::path folder = vector_folder();
    if (!fs::exists(folder)) {
        GTEST_SKIP() << "no PEP vectors: set KOLK_VECTORS to the folder that holds them";
    }
    expect_agreement(folder);
}

TEST(Vectors, OfTreesNotesAndReceiptsAgree) {
    const fs::path folder = named_folder("KOLK_LOG_VECTORS", "shared/standards-audit/vectors");
    if (!fs::exists(folder)) {
        GTEST_SKIP() << "no vectors of log formats: set KOLK_LOG_VECTORS to the folder that holds them";
    }
    expect_agreement(folder);
}

/// The first long hexadecimal text of a file, with its middle digit changed.
std::string damaged(const fs::path& file) {
    std::ifstream stream{file};
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    std::size_t run = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        run = std::isxdigit(static_cast<unsigned char>(text[i])) != 0 ? run + 1 : 0;
        if (run == 64) {
            text[i - 32] = text[i - 32] == '0' ? '1' : '0';
            break;
        }
    }
    return text;
}

TEST(Vectors, OneChangedDigitFailsEachFile) {
    const fs::path source = vector_folder();
    if (!fs::exists(source)) {
        GTEST_SKIP() << "no PEP vectors: set KOLK_VECTORS to the folder that holds them";
    }
    for (const char* name : {"group.json", "keys.json", "elgamal.json", "transcryption.json", "distributed.json",
                             "factors.json", "gateway_design.json", "legacy_factors.json", "eckid_first_level.json"}) {
        const Folder folder;
        folder.write(name, damaged(source / name));
        EXPECT_EQ(run_tool(folder.path()).code, 1) << name;
    }
}

TEST(VectorTool, PassesWhatAgreesAndFailsWhatDoesNot) {
    const Folder folder;
    folder.write("factors.json", good_factors);
    Outcome outcome = run_tool(folder.path());
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.last_line, "2 passed, 0 failed, 0 skipped\n");
    folder.write("factors.json", replaced(good_factors, "43d0", "43d1"));
    outcome = run_tool(folder.path());
    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(outcome.last_line, "1 passed, 1 failed, 0 skipped\n");
}

TEST(VectorTool, NamesWhatItDoesNotKnowAsSkipped) {
    const Folder folder;
    folder.write("novel.json", "{}");
    folder.write("factors.json", replaced(replaced(good_factors, "\"secret\"", "\"unheard\": \"00\", \"secret\""),
                                          "\"types\"", "\"strange\": [1], \"types\""));
    const Outcome outcome = run_tool(folder.path());
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.last_line, "2 passed, 0 failed, 3 skipped\n");
    EXPECT_NE(outcome.output.find("skipped novel.json: no check knows this file"), std::string::npos);
    EXPECT_NE(outcome.output.find("`unheard`: no check knows this field"), std::string::npos);
    EXPECT_NE(outcome.output.find("strange: no check knows this section"), std::string::npos);
}

TEST(VectorTool, CountsNothingAsPassedThatWasNotCompared) {
    const Folder folder;
    folder.write("factors.json", replaced(good_factors, "\"attribute_rekey\": \"bb33", "\"other\": \"bb33"));
    EXPECT_EQ(run_tool(folder.path()).code, 1) << "a missing field is no agreement";
    folder.write("factors.json", R"({"types": {}, "cases": []})");
    EXPECT_EQ(run_tool(folder.path()).code, 1) << "an empty list proves nothing";
    folder.write("factors.json", "{broken");
    EXPECT_EQ(run_tool(folder.path()).code, 1) << "what cannot be read is a failure";
}

}  // namespace
