#pragma once

#include "tests/support/drop_folder.hpp"

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace kolk::tests {

/// A certificate for `127.0.0.1` that signed itself, made when asked for.
struct Certificate {
    std::string certificate_file;
    std::string key_file;

    static Certificate make(const std::filesystem::path& folder, const std::string& name) {
        Certificate made{(folder / (name + ".pem")).string(), (folder / (name + ".key")).string()};
        const std::string command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
            "-subj /CN=peer.example -addext subjectAltName=IP:127.0.0.1 -keyout '" +
            made.key_file + "' -out '" + made.certificate_file + "' 2>/dev/null";
        if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl made no certificate");
        return made;
    }
};

/// `http_peer.py` as a process of its own. It ends with this object, and with this process however that ends.
class HttpPeer {
public:
    explicit HttpPeer(const std::vector<std::string>& options = {}) {
        std::array<int, 2> to{};
        std::array<int, 2> from{};
        if (::pipe2(to.data(), O_CLOEXEC) != 0 || ::pipe2(from.data(), O_CLOEXEC) != 0) {
            throw std::runtime_error("no pipe");
        }
        process_ = ::fork();
        if (process_ == 0) become_peer(to[0], from[1], options);
        ::close(to[0]);
        ::close(from[1]);
        input_ = to[1];
        port_ = read_line(from[0]);
        ::close(from[0]);
        if (process_ < 0 || port_.empty()) throw std::runtime_error("the HTTP peer did not start");
    }
    ~HttpPeer() {
        ::close(input_);
        ::waitpid(process_, nullptr, 0);
    }
    HttpPeer(const HttpPeer&) = delete;
    HttpPeer& operator=(const HttpPeer&) = delete;

    [[nodiscard]] const std::string& port() const { return port_; }

private:
    [[noreturn]] static void become_peer(int input, int output, const std::vector<std::string>& options) {
        ::dup2(input, STDIN_FILENO);
        ::dup2(output, STDOUT_FILENO);
        std::vector<std::string> words{"python3", KOLK_SOURCE_DIR "/tests/support/http_peer.py"};
        words.insert(words.end(), options.begin(), options.end());
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        ::execvp("python3", arguments.data());
        ::_exit(127);
    }

    static std::string read_line(int file) {
        std::string line;
        char c = 0;
        while (::read(file, &c, 1) == 1 && c != '\n') line += c;
        return line;
    }

    pid_t process_ = -1;
    int input_ = -1;
    std::string port_;
};

}  // namespace kolk::tests
