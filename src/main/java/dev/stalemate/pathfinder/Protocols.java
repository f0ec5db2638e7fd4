package dev.stalemate.pathfinder;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Setting;
import dev.stalemate.pathfinder.target.MapCacheMutants;
import dev.stalemate.pathfinder.target.ZapListMutants;

/** The protocols that are there as code. */
final class Protocols {
    private Protocols() {}

    static Protocol zapList() {
        return new Protocol(
                "zap-list",
                new ZapListMutants(),
                ImmutableList.of(
                        Setting.number("vcpus", 1, 3, 2, "vCPUs"),
                        Setting.number("ranges", 1, 2, 1, "ranges that each vCPU's update changes")),
                ImmutableList.copyOf(ZapListMutants.NAMES),
                ImmutableList.of(
                        "leaves-zapped",
                        "flag-clear-list-empty",
                        "listed-not-freed",
                        "no-leaked-range",
                        "no-use-after-free",
                        "no-double-free",
                        CodeSystem.RACE),
                ImmutableList.of());
    }

    static Protocol mapCaches() {
        return new Protocol(
                "ioreq-mapcache",
                new MapCacheMutants(),
                ImmutableList.of(
                        Setting.number("vcpus", 1, 3, 2, "vCPUs"),
                        Setting.number("mappers", 0, 1, 0, "threads of the server that map each page once more")),
                ImmutableList.of("arm-v3", "vcpu-flag", "no-wait", "acks-first", "maps-unlocked", "vcpu-flag-first"),
                ImmutableList.of("dropped-before-guest-runs"),
                ImmutableList.of());
    }
}
