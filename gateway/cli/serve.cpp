#include "gateway/cli/command.hpp"
#include "gateway/cli/stop_signals.hpp"
#include "gateway/http/front_door.hpp"
#include "gateway/logging.hpp"
#include "gateway/region/service.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <iostream>
#include <thread>

namespace kolk::gateway::cli {
namespace {

http::FrontDoorView view_of(region::Service& service) {
    return {[&service] { return service.checks(); }, [&service] { return service.metrics(); },
            [&service] { return service.checkpoint(); }};
}

// One thread runs Asio: the listener and the signals; one runs the passes.
int run_service(std::unique_ptr<region::Region> opened) {
    const config::Endpoint endpoint = opened->configuration().listen;
    region::Service service{std::move(opened)};
    boost::asio::io_context context{1};
    auto door = http::FrontDoor::open(context, endpoint, view_of(service));
    if (!door) return report(door.error());
    write_log(LogLevel::info, "listening", {{"port", static_cast<std::int64_t>((*door)->port())}});

    auto hold_open = boost::asio::make_work_guard(context);
    base::Result<void> outcome;
    StopSignals signals{context,
                        [&service] {
                            write_log(LogLevel::info, "stopping");
                            service.stop();
                        },
                        [&service] { service.cancel_deliveries(); }};
    std::thread passes{[&] {
        outcome = service.run();
        boost::asio::post(context, [&] {
            signals.close();
            (*door)->stop([&] { hold_open.reset(); });
        });
    }};
    context.run();
    passes.join();
    if (!outcome) {
        write_log(LogLevel::error, "failed", outcome.error());
        return found_a_problem;
    }
    write_log(LogLevel::info, "stopped");
    return done;
}

int serve(const std::filesystem::path& file) {
    auto configuration = load(file);
    if (!configuration) return found_a_problem;
    start_logging(configuration->log_level);
    auto opened = region::Region::open(std::move(*configuration));
    if (!opened) return report(opened.error());
    for (const std::string& warning : (*opened)->convenant_warnings()) {
        write_log(LogLevel::warning, "convenant", base::failure("convenant.force", warning));
    }
    return run_service(std::move(*opened));
}

}  // namespace

void add_serve(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("serve", "The service: passes on schedule, retries, and the front door");
    auto file = std::make_shared<std::filesystem::path>();
    add_configuration_option(*command, *file);
    command->footer("Example: kolk serve -c /etc/kolk/kolk.yaml");
    command->callback([file, &action] { action = [file] { return serve(*file); }; });
}

}  // namespace kolk::gateway::cli
