#include "tests/bench/plain_floor.hpp"

#include "tests/bench/figure.hpp"

#include <boost/json.hpp>
#include <curl/curl.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace kolk::bench {
namespace {

namespace fs = std::filesystem;

class Rows {
public:
    explicit Rows(const fs::path& folder) {
        fs::remove_all(folder);
        fs::create_directories(folder);
        require(sqlite3_open((folder / "floor.db").c_str(), &database_) == SQLITE_OK, "the floor's database");
        run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, line)");
        const char* insert = "INSERT INTO rows (line) VALUES (?)";
        require(sqlite3_prepare_v2(database_, insert, -1, &insert_, nullptr) == SQLITE_OK, "the floor's table");
    }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    ~Rows() {
        sqlite3_finalize(insert_);
        sqlite3_close(database_);
    }

    void run(const char* script) {
        require(sqlite3_exec(database_, script, nullptr, nullptr, nullptr) == SQLITE_OK, script);
    }
    void add(const std::string& line) {
        sqlite3_bind_text(insert_, 1, line.data(), static_cast<int>(line.size()), SQLITE_STATIC);
        require(sqlite3_step(insert_) == SQLITE_DONE, "a row of the floor");
        sqlite3_reset(insert_);
    }

private:
    sqlite3* database_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
};

void for_each_hundred(const FloorWork& work, const fs::path& folder,
                      const std::function<void(const std::string& body)>& hand_over) {
    Rows rows{folder};
    for (std::size_t batch = 0; batch < work.bodies.size(); ++batch) {
        rows.run("BEGIN");
        for (std::size_t i = batch * per_batch; i < (batch + 1) * per_batch; ++i) {
            require(boost::json::parse(work.lines[i]).is_object(), "a line of the floor");
            rows.add(work.lines[i]);
        }
        rows.run("COMMIT");
        hand_over(work.bodies[batch]);
    }
}

void write_synced(const fs::path& file, const std::string& body) {
    const int handle = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    require(write(handle, body.data(), body.size()) == static_cast<ssize_t>(body.size()), "a file of the floor");
    require(fsync(handle) == 0 && close(handle) == 0, "a file of the floor");
}

void sync_folder(const fs::path& folder) {
    const int handle = open(folder.c_str(), O_RDONLY | O_DIRECTORY);
    require(fsync(handle) == 0 && close(handle) == 0, "the folder of the floor");
}

}  // namespace

void post_floor(const FloorWork& work, const fs::path& folder, const std::string& url, const std::string& ca_file) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), curl_easy_cleanup};
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_CAINFO, ca_file.c_str());
    for_each_hundred(work, folder, [&](const std::string& body) {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.data());
        require(curl_easy_perform(curl.get()) == CURLE_OK, "a POST of the floor");
    });
}

void folder_floor(const FloorWork& work, const fs::path& folder) {
    int number = 0;
    for_each_hundred(work, folder, [&](const std::string& body) {
        write_synced(folder / "part", body);
        fs::rename(folder / "part", folder / (std::to_string(++number) + ".ndjson"));
        sync_folder(folder);
    });
}

}  // namespace kolk::bench
