#pragma once

namespace kolk::gateway {

/// Makes this process keep to itself what it knows: no core dumps, no debugger of another user, as much locked memory
/// as the limits allow (keys lie in it), and new files for the owner alone. Called once, first thing; what the system
/// refuses stays as it was.
void harden_process();

}  // namespace kolk::gateway
