#include "gateway/hardening.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace kolk::gateway {

void harden_process() {
#ifndef KOLK_ADDRESS_SANITIZER  // the leak check at exit attaches to its own process
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    rlimit locked{};
    if (getrlimit(RLIMIT_MEMLOCK, &locked) == 0) {
        locked.rlim_cur = locked.rlim_max;
        setrlimit(RLIMIT_MEMLOCK, &locked);
    }
    umask(077);
}

}  // namespace kolk::gateway
