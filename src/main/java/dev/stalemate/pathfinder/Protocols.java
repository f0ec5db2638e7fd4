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
                        Setting.number("ranges", 1, 3, 1, "ranges that an update changes"),
                        Setting.number("updates", 1, 2, 1, "updates of each vCPU")),
                ImmutableList.copyOf(ZapListMutants.NAMES),
                ImmutableList.of(
                        new CodeDesign(
                                "start-compared",
                                "as sketch, but a range is in the list if one with the same start is"),
                        new CodeDesign(
                                "end-compared", "as sketch, but a range is in the list if one with the same end is"),
                        new CodeDesign("half-unlink", "as sketch, but list_del() leaves next->prev as it is"),
                        new CodeDesign(
                                "free-before-end-read", "as sketch, but a range is freed before its end is read"),
                        new CodeDesign(
                                "zapper-hangs-alone",
                                "as sketch, but do_zap tells only of the last range: with two, a vCPU waits for"
                                        + " itself")),
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
                ImmutableList.of(),
                ImmutableList.of("dropped-before-guest-runs"),
                ImmutableList.of());
    }
}
