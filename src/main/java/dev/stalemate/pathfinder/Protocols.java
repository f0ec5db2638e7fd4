package dev.stalemate.pathfinder;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Setting;
import dev.stalemate.pathfinder.target.MapCaches;
import dev.stalemate.pathfinder.target.ZapListMutants;

/** The protocols that are there as code. */
final class Protocols {
    private static final Setting<Integer> MAP_CACHE_VCPUS = Setting.number("vcpus", 1, 3, 2, "vCPUs");
    private static final Setting<Integer> SERVERS =
            Setting.number("servers", 1, 2, 1, "IOREQ servers, each with a map cache");
    private static final Setting<Boolean> FOREIGN =
            Setting.flag("foreign", false, "whether another domain removes a page");

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
                ImmutableList.of(),
                scope -> false);
    }

    static Protocol mapCaches() {
        return new Protocol(
                "ioreq-mapcache",
                new MapCaches(),
                ImmutableList.of(
                        MAP_CACHE_VCPUS,
                        SERVERS,
                        Setting.number("frames", 1, 3, 2, "frames of the guest"),
                        Setting.number("extents", 1, 3, 1, "pages that one hypercall removes, each by itself"),
                        Setting.flag("preempt", false, "whether a hypercall that has pages left is preempted"),
                        FOREIGN,
                        Setting.flag("superpage", false, "whether the frames are one superpage at first"),
                        Setting.flag("late", false, "whether the first server is created while the domain runs"),
                        Setting.flag("mmio", false, "whether the first entry is one of MMIO")),
                ImmutableList.of(
                        "arm-v3",
                        "always-flagged",
                        "domain-clear-only",
                        "domain-at-completion",
                        "domain-flag-first",
                        "vcpu-flag",
                        "vcpu-clear-only",
                        "vcpu-flag-first",
                        "no-superpages",
                        "lost-frames-only",
                        "at-completion",
                        "waits-for-one",
                        "no-wait",
                        "acks-first",
                        "maps-unlocked",
                        "forwarded",
                        "forwarded-unpaused",
                        "xen-4.15",
                        "xen-4.15-paused",
                        "paused-domain-flag"),
                ImmutableList.of(
                        new CodeDesign(
                                "any-type",
                                "as vcpu-flag, but entries of any type set the flag, not only those of RAM"),
                        new CodeDesign(
                                "type-afterwards",
                                "as vcpu-flag, but the type is read when the entry has been cleared"),
                        new CodeDesign(
                                "server-asked-first",
                                "as vcpu-flag, but whether there is a server is asked before the p2m is locked")),
                ImmutableList.of(
                        "dropped-before-guest-runs",
                        "dropped-before-return",
                        "sent-before-return",
                        "no-needless-invalidation"),
                ImmutableList.of("references"),
                scope -> scope.get(FOREIGN) && scope.get(MAP_CACHE_VCPUS) * scope.get(SERVERS) > 1);
    }
}
