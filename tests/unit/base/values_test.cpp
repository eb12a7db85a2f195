#include "schemas/base/confidential.hpp"
#include "schemas/base/random.hpp"
#include "schemas/base/result.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <concepts>
#include <sstream>
#include <string>

namespace kolk::base {
namespace {

template <class T>
concept Printable = requires(std::ostringstream& out, const T& value) {
    out << value;
};

static_assert(Printable<std::string>);
static_assert(!Printable<Confidential<std::string>>);
static_assert(!std::convertible_to<Confidential<std::string>, std::string>);
static_assert(!std::convertible_to<std::string, Confidential<std::string>>);

class EveryByteIs : public Random {
public:
    explicit EveryByteIs(std::uint8_t value) : value_{value} {}
    void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, value_); }

private:
    std::uint8_t value_;
};

// RFC 9562 appendix A.6: Tuesday, February 22, 2022 2:22:22.00 PM GMT-05:00 has timestamp 017F22E279B0.
TEST(Uuid7, CarriesTimeVersionAndVariant) {
    const Instant published = parse_instant("2022-02-22T14:22:22.00-05:00").value();
    EveryByteIs ones{0xff};
    EveryByteIs zeros{0x00};
    EXPECT_EQ(uuid7(published, ones), "017f22e2-79b0-7fff-bfff-ffffffffffff");
    EXPECT_EQ(uuid7(published, zeros), "017f22e2-79b0-7000-8000-000000000000");
}

TEST(Uuid7, SortsByTime) {
    EveryByteIs ones{0xff};
    EveryByteIs zeros{0x00};
    const Instant now = parse_instant("2026-11-22T06:00:00Z").value();
    EXPECT_LT(uuid7(now, ones), uuid7(now + std::chrono::milliseconds{1}, zeros));
}

TEST(Results, AFailureTellsAPeerNothing) {
    const Result<int> result = failure("state.locked", "the state is in use; stop the other process");
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().category.text, "state.locked");
    EXPECT_EQ(result.error().for_peer.text, "internal error");
}

TEST(Results, ABrokenInvariantIsAnException) {
    EXPECT_THROW(broken("two doors open at once"), std::logic_error);
}

TEST(Confidentials, ShowTheirValueToThoseWhoAsk) {
    EXPECT_EQ(Confidential<std::string>{"value"}.reveal(), "value");
    EXPECT_EQ(Confidential<int>{1}, Confidential<int>{1});
}

}  // namespace
}  // namespace kolk::base
