#define LLVMFuzzerTestOneInput fuzz_configuration
#include "tests/fuzz/configuration.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_exception
#include "tests/fuzz/exception.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_schedule
#include "tests/fuzz/schedule.cpp"
#undef LLVMFuzzerTestOneInput

#include "gateway/config/template.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace kolk::gateway {
namespace {

using Generator = std::mt19937;  // fixed seeds: a failure can be repeated

std::size_t below(Generator& generator, std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>{0, limit - 1}(generator);
}

/// The text with a piece of it lost, repeated, moved or overwritten.
std::string damaged(std::string text, Generator& generator) {
    const std::size_t from = below(generator, text.size());
    const std::size_t size = 1 + below(generator, std::min<std::size_t>(text.size() - from, 40));
    const std::string piece = text.substr(from, size);
    switch (below(generator, 4)) {
        case 0:
            return text.erase(from, size);
        case 1:
            return text.insert(from, piece);
        case 2:
            return text.insert(below(generator, text.size()), piece);
        default:
            text[from] = static_cast<char>(below(generator, 256));
            return text;
    }
}

const std::uint8_t* bytes_of(const std::string& text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

TEST(RandomConfiguration, ReadsOrHasFaultsAndPrintsWhatItReads) {
    Generator generator{20261122};
    for (int round = 0; round < 400; ++round) {
        std::string text{config::configuration_template()};
        for (std::size_t times = 1 + below(generator, 4); times > 0; --times) text = damaged(text, generator);
        fuzz_configuration(bytes_of(text), text.size());
    }
}

TEST(RandomException, IsReadAsItIsWrittenOrNotAtAll) {
    const std::string sound = R"({"id": "019a0000-0000-7000-8000-0000000000e1", "purpose": "ots-informatie-gi",
        "from": "school:de-linde", "to": "gi:gi-voorbeeld", "records": {"contactgegevens": ["telefoon"]},
        "reason": "supervision-order", "text": "uit een toets", "opened": "2026-11-22", "until": "2026-11-25",
        "review": "2026-12-01", "child": {"number": "LN-0001"}, "signatures": []})";
    ASSERT_TRUE(exceptions::Document::parse(sound).has_value());
    Generator generator{20261126};
    for (int round = 0; round < 5'000; ++round) {
        std::string text = sound;
        for (std::size_t times = 1 + below(generator, 4); times > 0; --times) text = damaged(text, generator);
        fuzz_exception(bytes_of(text), text.size());
    }
}

TEST(RandomSchedule, LiesAheadOrHasAFault) {
    Generator generator{20261122};
    const std::string alphabet = "0123456789*/,- monsunjanevrycrhd";
    for (int round = 0; round < 20'000; ++round) {
        std::string text = below(generator, 4) == 0 ? "every " : "cron ";
        for (std::size_t i = below(generator, 20); i > 0; --i) text += alphabet[below(generator, alphabet.size())];
        fuzz_schedule(bytes_of(text), text.size());
    }
}

TEST(RandomSchedule, OfValidFieldsAlwaysReads) {
    Generator generator{20261122};
    const auto field = [&](std::size_t first, std::size_t last) {
        const std::size_t low = first + below(generator, last - first + 1);
        const std::size_t high = low + below(generator, last - low + 1);
        switch (below(generator, 4)) {
            case 0:
                return std::string{"*"};
            case 1:
                return "*/" + std::to_string(1 + below(generator, last));
            case 2:
                return std::to_string(low) + "-" + std::to_string(high);
            default:
                return std::to_string(low) + "," + std::to_string(high);
        }
    };
    for (int round = 0; round < 500; ++round) {
        const std::string text =
            "cron " + field(0, 59) + " " + field(0, 23) + " " + field(1, 31) + " " + field(1, 12) + " " + field(0, 7);
        EXPECT_TRUE(std::holds_alternative<Schedule>(parse_schedule(text))) << text;
        fuzz_schedule(bytes_of(text), text.size());
    }
}

}  // namespace
}  // namespace kolk::gateway
