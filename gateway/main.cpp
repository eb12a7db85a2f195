#include "gateway/cli/command.hpp"

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
    try {
        return kolk::gateway::cli::run(argc, argv);
    } catch (const std::exception&) {
        // The text of an exception may hold what a library saw; the fault is in this program, not in its input.
        std::cerr << "kolk: an internal fault stopped this command; nothing that was not logged has left\n";
        return kolk::gateway::cli::found_a_problem;
    }
}
