#include "crypto/keys.hpp"

#include "crypto/derive.hpp"
#include "tests/unit/crypto/seeded_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <type_traits>
#include <unistd.h>
#include <vector>

namespace kolk::crypto {
namespace {

using test::SeededRandom;

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
    out << value;
};
static_assert(!Printable<SecretKey>);

#ifdef KOLK_ADDRESS_SANITIZER
constexpr bool pages_can_be_locked = false;  // the sanitizer makes mlock do nothing and succeed
#else
constexpr bool pages_can_be_locked = true;
#endif

/// The flags that the kernel keeps of the pages at this address, such as ` lo` (locked) and ` dd` (not in core dumps).
std::string page_flags(const std::uint8_t* address) {
    std::ifstream maps{"/proc/self/smaps"};
    const auto wanted = reinterpret_cast<std::uintptr_t>(address);
    bool inside = false;
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t first = 0, end = 0;
        char dash = 0;
        std::istringstream range{line};
        if (line.starts_with("VmFlags:")) {
            if (inside) return line.substr(8);
        } else if (range >> std::hex >> first >> dash >> end && dash == '-') {
            inside = first <= wanted && wanted < end;
        }
    }
    return {};
}

TEST(SecretKey, HoldsWhatItWasGiven) {
    const Bytes bytes{1, 2, 3, 4};
    const SecretKey key = SecretKey::copy(bytes);
    EXPECT_TRUE(std::ranges::equal(key.reveal(), bytes));
    EXPECT_EQ(key.size(), 4u);
}

TEST(SecretKey, ComparesByContentAndSize) {
    const SecretKey key = SecretKey::copy(Bytes{1, 2, 3});
    EXPECT_TRUE(key == SecretKey::copy(Bytes{1, 2, 3}));
    EXPECT_FALSE(key == SecretKey::copy(Bytes{1, 2, 4}));
    EXPECT_FALSE(key == SecretKey::copy(Bytes{1, 2}));
}

TEST(SecretKey, IsWipedOnlyWhenTheLastCopyGoes) {
    SeededRandom random{1};
    const std::uint8_t* memory = nullptr;
    {
        const SecretKey kept = [&] {
            SecretKey first = SecretKey::random(32, random);
            memory = first.reveal().data();
            return SecretKey{first};
        }();
        EXPECT_EQ(kept.reveal().data(), memory);
        EXPECT_TRUE(std::ranges::any_of(kept.reveal(), [](std::uint8_t byte) { return byte != 0; }));
    }
    EXPECT_TRUE(std::all_of(memory, memory + 32, [](std::uint8_t byte) { return byte == 0; }));
}

TEST(SecretKey, IsEmptyAfterItWasMovedFrom) {
    SecretKey key = SecretKey::copy(Bytes{1, 2, 3});
    const SecretKey taken = std::move(key);
    EXPECT_EQ(key.size(), 0u);  // NOLINT(bugprone-use-after-move)
    EXPECT_EQ(taken.size(), 3u);
}

TEST(SecretKey, LiesInLockedMemoryOutsideCoreDumpsWhateverItsSize) {
    SeededRandom random{2};
    for (const std::size_t size : {16u, 32u, 64u, 100u, 5000u}) {
        const SecretKey key = SecretKey::random(size, random);
        const std::string flags = page_flags(key.reveal().data());
        EXPECT_NE(flags.find(" dd"), std::string::npos) << size << flags;
        if (pages_can_be_locked && locked_memory_available()) {
            EXPECT_NE(flags.find(" lo"), std::string::npos) << size << flags;
        }
    }
}

TEST(SecretKey, ManyKeysShareFewPagesAndNoBytes) {
    SeededRandom random{3};
    std::vector<SecretKey> keys;
    std::vector<const std::uint8_t*> places;
    for (int i = 0; i < 10'000; ++i) {
        keys.push_back(SecretKey::random(32, random));
        places.push_back(keys.back().reveal().data());
    }
    std::ranges::sort(places);
    std::vector<std::uintptr_t> pages;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (i > 0) {
            EXPECT_GE(places[i] - places[i - 1], 32);
        }
        pages.push_back(reinterpret_cast<std::uintptr_t>(places[i]) / 4096);
    }
    pages.erase(std::unique(pages.begin(), pages.end()), pages.end());
    EXPECT_LT(pages.size(), 200u);
}

TEST(SecretKey, IsSafeFromSeveralThreads) {
    std::vector<std::thread> threads;
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        threads.emplace_back([seed] {
            SeededRandom random{seed};
            for (int i = 0; i < 2'000; ++i) {
                const SecretKey key = SecretKey::random(32, random);
                const SecretKey same = SecretKey::copy(key.reveal());
                ASSERT_TRUE(key == same);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

TEST(SecretKey, StillWorksWhereNothingMoreCanBeLockedAndTells) {
    if (!pages_can_be_locked) GTEST_SKIP() << "the address sanitizer makes mlock do nothing and succeed";
    const auto beyond_the_limit = [] {
        const rlimit none{0, 0};
        const bool prepared = setrlimit(RLIMIT_MEMLOCK, &none) == 0 && (geteuid() != 0 || setuid(65534) == 0);
        SeededRandom random{4};
        std::vector<SecretKey> keys;
        for (int i = 0; i < 20'000; ++i) keys.push_back(SecretKey::random(32, random));
        SeededRandom again{4};
        const bool works = keys.front() == SecretKey::random(32, again);
        std::_Exit(prepared && works && !locked_memory_available() ? 0 : 1);
    };
    EXPECT_EXIT(beyond_the_limit(), testing::ExitedWithCode(0), "");
}

// RFC 8032 section 7.1, TEST 1 and TEST 2.
TEST(SigningKey, SignsAsThePublishedExamples) {
    const auto seed = [](std::string_view hex) { return SecretKey::copy(*base::from_hex(hex)); };
    const SigningKey first =
        SigningKey::from_seed(seed("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
    EXPECT_EQ(base::to_hex(first.public_key()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    EXPECT_EQ(base::to_hex(first.sign({})),
              "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0"
              "595bbe24655141438e7a100b");
    const SigningKey second =
        SigningKey::from_seed(seed("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    EXPECT_EQ(base::to_hex(second.sign(Bytes{0x72})),
              "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eae"
              "b4302aeeb00d291612bb0c00");
}

TEST(SigningKey, VerifiesOnlyItsOwnSignatureOverTheSameBytes) {
    SeededRandom random{5};
    const SigningKey key = SigningKey::from_seed(SecretKey::random(32, random));
    const SigningKey other = SigningKey::from_seed(SecretKey::random(32, random));
    const Bytes message{1, 2, 3};
    Bytes signature = key.sign(message);
    EXPECT_TRUE(verify_signature(message, signature, key.public_key()));
    EXPECT_FALSE(verify_signature(message, signature, other.public_key()));
    EXPECT_FALSE(verify_signature(Bytes{1, 2, 4}, signature, key.public_key()));
    EXPECT_FALSE(verify_signature(message, ByteView{signature}.first(63), key.public_key()));
    EXPECT_FALSE(verify_signature(message, signature, ByteView{key.public_key()}.first(31)));
    signature[10] ^= 1;
    EXPECT_FALSE(verify_signature(message, signature, key.public_key()));
}

TEST(SigningKey, RefusesASeedOfAnotherSize) {
    EXPECT_THROW(SigningKey::from_seed(SecretKey::copy(Bytes(31))), std::logic_error);
}

TEST(Subkeys, DifferByUseAndComeBackFromTheSameRegionKey) {
    SeededRandom random{6};
    const SecretKey region = SecretKey::random(32, random);
    const std::vector<SecretKey> all{
        pseudonymisation_secret(region), encryption_secret(region), link_key(region),
        tombstone_key(region),           region_digest_key(region), content_digest_key(region)};
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(all[i] == all[j]);
    }
    EXPECT_TRUE(link_key(region) == link_key(SecretKey::copy(region.reveal())));
    EXPECT_FALSE(link_key(region) == link_key(SecretKey::random(32, random)));
}

TEST(Subkeys, RefuseSizesThatTheLibraryCannotDerive) {
    const SecretKey root = SecretKey::copy(Bytes(32));
    EXPECT_THROW(static_cast<void>(derive_subkey(root, 1, "ninechars", 32)), std::logic_error);
    EXPECT_THROW(static_cast<void>(derive_subkey(root, 1, "gwlinkT1", 15)), std::logic_error);
    EXPECT_THROW(static_cast<void>(derive_subkey(SecretKey::copy(Bytes(31)), 1, "gwlinkT1", 32)), std::logic_error);
}

}  // namespace
}  // namespace kolk::crypto
