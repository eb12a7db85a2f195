#pragma once

#include "policies/section.hpp"

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

namespace kolk::policies {

/// The words of a rule that could be read; of one with a fault of its own nothing further is said.
class SoundWords {
public:
    explicit SoundWords(std::set<std::string, std::less<>> unsound) : unsound_{std::move(unsound)} {}
    [[nodiscard]] bool operator()(std::initializer_list<std::string_view> words) const;

private:
    std::set<std::string, std::less<>> unsound_;
};

/// Finds contradictions within one rule: special data without a ground, a number where none may go, consent as the only
/// basis of a municipality (K7), a choice of organisations that its recipients are not, a rule that no one could
/// satisfy because a law or its own conditions forbid it, what a cell of its purpose forbids. Warns where on none of
/// its days a party has the role of any sender, or of any recipient, and where every municipality receives what one has
/// to know. Each is told only where all the words that it rests on are sound.
void check_rule(const Rule& rule, const Convenant& convenant, const Purpose& purpose, const SoundWords& sound,
                const yaml::Node& at, Faults& faults);
/// Finds contradictions between rules: the same id twice, two rules for one purpose, pair and record type.
class SeenRules {
public:
    void add(const Rule& rule, const yaml::Node& at, Faults& faults);

private:
    std::set<std::string> ids_;
    std::set<std::tuple<std::string, std::string, std::string, std::string>> flows_;
};

}  // namespace kolk::policies
