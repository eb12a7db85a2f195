#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

/// What the benchmarks share: a stopwatch, a median and the line that each prints.
namespace kolk::bench {

/// How long `work` takes, in seconds.
inline double seconds(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// How long this program's only thread works on it, in seconds: what a busy machine gives to others does not count.
inline double cpu_seconds(const std::function<void()>& work) {
    const std::clock_t begin = std::clock();
    work();
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

inline double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Ends the benchmark: a figure about work that was not done would be worse than none.
inline void require(bool holds, const std::string& what) {
    if (!holds) throw std::runtime_error{what};
}

/// Prints one figure. `ratio` is the share of the floor that is reached, whichever way the unit counts: 1 is the floor.
inline void print(const std::string& name, double value, const std::string& unit, double floor, double ratio) {
    std::cout << std::fixed << std::setprecision(3) << "{\"name\": \"" << name << "\", \"value\": " << value
              << ", \"unit\": \"" << unit << "\", \"floor\": " << floor << ", \"ratio\": " << ratio << '}' << std::endl;
}

}  // namespace kolk::bench
