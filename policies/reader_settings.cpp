#include "policies/reader_settings.hpp"

#include "policies/reader_rules.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

constexpr int longest_consent = 12;
// A convenant lasts a few years; counting walks through every day.
constexpr int longest_calendar = 6 * 366;

constexpr std::array<std::string_view, 2> numbers{"mazl_sick_reports", "mazl_school_days"};
constexpr std::array<std::string_view, 1> flags{"wet_terugdringen_schoolverzuim"};

int number_or(const Section& section, std::string_view word, int otherwise, int most) {
    const auto number = section.number(word);
    if (!number) return otherwise;
    if (*number >= 1 && *number <= most) return *number;
    add_fault(section.faults(), *section.find(word),
              "'" + std::string{word} + "' is at least 1 and at most " + std::to_string(most));
    return otherwise;
}

bool overlap(const SchoolCalendar::Holiday& one, const SchoolCalendar::Holiday& other) {
    return one.from <= other.until && other.from <= one.until;
}

void read_holiday(const yaml::Node& node, SchoolCalendar& calendar, Faults& faults) {
    const Section section{node, "a holiday", {"name", "from", "until"}, faults};
    (void)section.needed_text("name");
    const SchoolCalendar::Holiday holiday{section.needed_date("from"), section.needed_date("until")};
    if (holiday.from.ok() && holiday.until.ok() && holiday.until < holiday.from)
        add_fault(faults, node, "the end comes before the begin");
    if (holiday.from < calendar.from || calendar.until < holiday.until)
        add_fault(faults, node, "this holiday lies outside the days that the calendar knows");
    if (std::ranges::any_of(calendar.holidays, [&](const auto& other) { return overlap(holiday, other); }))
        add_fault(faults, node, "this holiday overlaps another");
    calendar.holidays.push_back(holiday);
}

void read_study_day(const yaml::Node& node, const Convenant& convenant, SchoolCalendar& calendar, Faults& faults) {
    const Section section{node, "a study day", {"date", "school"}, faults};
    SchoolCalendar::StudyDay study{section.needed_date("date"), std::nullopt};
    if (const yaml::Node* school = section.find("school")) {
        study.school = read_party(*school, faults);
        const bool known = std::ranges::any_of(convenant.members,
                                               [&](const Membership& member) { return member.party == *study.school; });
        if (!known) add_fault(faults, *school, "this party does not stand under 'parties'");
    }
    if (study.day.ok() && !is_school_day(calendar, study.school.value_or(Party{}), study.day).value_or(false))
        add_fault(faults, node, "this is no school day anyway, or the calendar does not know it");
    calendar.study_days.push_back(std::move(study));
}

}  // namespace

std::span<const std::string_view> number_settings() {
    return numbers;
}

std::optional<int> number_setting(const Settings& settings, std::string_view name) {
    if (name == numbers[0]) return settings.mazl_sick_reports;
    if (name == numbers[1]) return settings.mazl_school_days;
    return std::nullopt;
}

std::span<const std::string_view> flag_settings() {
    return flags;
}

std::optional<bool> flag_setting(const Settings& settings, std::string_view name) {
    if (name == flags[0]) return settings.wet_terugdringen_schoolverzuim;
    return std::nullopt;
}

void read_settings(const Section& file, Convenant& convenant) {
    static constexpr std::array<std::pair<std::string_view, bool>, 2> parents{{{"all", false}, {"one", true}}};
    static constexpr std::array<std::pair<std::string_view, bool>, 2> from_12{{{"both", false}, {"youth", true}}};
    const yaml::Node* node = file.find("settings");
    if (node == nullptr) return;
    const Section section{*node,
                          "settings",
                          {"parents", "consent_12_15", "consent_months", "consent_ends_with_school_year",
                           "mazl_sick_reports", "mazl_school_days", "smallest_cell", "wet_terugdringen_schoolverzuim"},
                          file.faults()};
    Settings& settings = convenant.settings;
    settings.one_parent = section.choice("parents", parents, false);
    settings.youth_alone_from_12 = section.choice("consent_12_15", from_12, false);
    settings.consent_months = number_or(section, "consent_months", settings.consent_months, longest_consent);
    settings.consent_ends_with_school_year = section.yes("consent_ends_with_school_year", false);
    settings.mazl_sick_reports = number_or(section, numbers[0], settings.mazl_sick_reports, 12 * 5);
    settings.mazl_school_days = number_or(section, numbers[1], settings.mazl_school_days, 12 * 5);
    settings.smallest_cell = number_or(section, "smallest_cell", settings.smallest_cell, 1000);
    if (settings.smallest_cell < least_smallest_cell)
        add_fault(section.faults(), *section.find("smallest_cell"),
                  "'smallest_cell' is at least " + std::to_string(least_smallest_cell) +
                      ": of two, each would know the other");
    settings.wet_terugdringen_schoolverzuim = section.yes(flags[0], false);
}

void read_school_calendar(const Section& file, Convenant& convenant) {
    using Region = SchoolCalendar::Region;
    static constexpr std::array<std::pair<std::string_view, Region>, 3> regions{
        {{"noord", Region::noord}, {"midden", Region::midden}, {"zuid", Region::zuid}}};
    const yaml::Node* node = file.find("school_calendar");
    if (node == nullptr) return;
    Faults& faults = file.faults();
    const Section section{*node, "school_calendar", {"region", "from", "until", "holidays", "study_days"}, faults};
    SchoolCalendar calendar;
    (void)section.need("region");
    calendar.region = section.choice("region", regions, Region::noord);
    calendar.from = section.needed_date("from");
    calendar.until = section.needed_date("until");
    const bool dated = calendar.from.ok() && calendar.until.ok();
    const int days = dated ? base::days_between(calendar.from, calendar.until) : 0;
    if (days < 0 || days > longest_calendar)
        add_fault(faults, *node, "a school calendar ends after it begins, and within six years");
    (void)section.need("holidays");
    for (const yaml::Node& one : section.list("holidays")) read_holiday(one, calendar, faults);
    for (const yaml::Node& one : section.list("study_days")) read_study_day(one, convenant, calendar, faults);
    const yaml::Node* end = section.find("until");
    if (end != nullptr && calendar.until < convenant.until) {
        add_warning(
            faults, *end,
            "the school calendar ends before the convenant does: from then on no school day or week is counted, "
            "so that who did not reach a number of them before never does");
    }
    convenant.school_calendar = std::move(calendar);
}

}  // namespace kolk::policies
