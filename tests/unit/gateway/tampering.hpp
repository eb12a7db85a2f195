#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

/// A hand on the database past our own code, as someone with the file would have it.
namespace kolk::gateway::test {

class Intruder {
public:
    explicit Intruder(const std::filesystem::path& file) {
        sqlite3* handle = nullptr;
        EXPECT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
        handle_.reset(handle);
        run("PRAGMA synchronous = OFF");
    }

    /// How many rows changed; -1 when the database itself refuses.
    int run(const std::string& sql) {
        const int before = sqlite3_total_changes(handle_.get());
        if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return -1;
        return sqlite3_total_changes(handle_.get()) - before;
    }

    /// The first column of every row.
    std::vector<std::string> list(const std::string& sql) {
        sqlite3_stmt* statement = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(handle_.get(), sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
        std::vector<std::string> values;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
            values.emplace_back(text == nullptr ? "" : text);
        }
        sqlite3_finalize(statement);
        return values;
    }

private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close(handle); }
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace kolk::gateway::test
