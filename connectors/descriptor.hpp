#pragma once

#include <string_view>
#include <unistd.h>

namespace kolk::connectors {

/// An open file or folder of the system, closed when it goes; negative when it could not be opened.
class Descriptor {
public:
    explicit Descriptor(int number) : number_{number} {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int get() const noexcept { return number_; }

private:
    int number_;
};

/// Writes all of it, over interruptions; false leaves the reason in `errno`.
bool write_all(int file, std::string_view text);

}  // namespace kolk::connectors
