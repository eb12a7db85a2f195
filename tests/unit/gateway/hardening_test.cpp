#include "gateway/hardening.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kolk::gateway {
namespace {

/// Runs in a process of its own, which it changes for good.
int checks_after_hardening() {
    harden_process();
    rlimit core{1, 1};
    if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_cur != 0 || core.rlim_max != 0) return 1;
    rlimit locked{};
    if (getrlimit(RLIMIT_MEMLOCK, &locked) != 0 || locked.rlim_cur != locked.rlim_max) return 2;
    return umask(0) == 077 ? 0 : 3;
}

TEST(Hardening, LeavesNoCoreLocksMemoryAndKeepsFilesPrivate) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) _exit(checks_after_hardening());
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace kolk::gateway
