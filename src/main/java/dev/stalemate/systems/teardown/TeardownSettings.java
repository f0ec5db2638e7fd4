package dev.stalemate.systems.teardown;

import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** The knobs of the scopes. */
final class TeardownSettings {
    /** Which devices have the reserved region. */
    enum Region {
        NONE,
        /** Device 0. */
        FIRST,
        /** Every device, the same one. */
        SHARED
    }

    /** What can fail. */
    enum Fails {
        NOTHING,
        /** Taking a function off the domain's tables. */
        REMOVE,
        /** Putting a function on the domain's tables. */
        ASSIGN,
        /** Mapping the reserved region, or tracking it. */
        MAP,
        /** Unmapping the reserved region. */
        UNMAP
    }

    static final Settings ALL = new Settings();

    static final Setting<Integer> DEVICES =
            ALL.counted("device").number("devices", 1, 3, 1, "devices that are, or can be, the domain's");
    static final Setting<Integer> PHANTOMS = ALL.told(count -> switch (count) {
                case "0" -> "";
                case "1" -> "each device has a phantom function";
                default -> "each device has " + count + " phantom functions";
            })
            .number("phantoms", 0, 2, 0, "phantom functions of each device, which have context entries of their own");
    static final Setting<Region> REGION = ALL.told(whose -> switch (whose) {
                case "first" -> "device 0 has a reserved region";
                case "shared" -> "all devices share a reserved region";
                default -> "no device has a reserved region";
            })
            .choice("region", Region.class, Region.FIRST, "which devices have the reserved region, of two pages");
    static final Setting<Boolean> ASSIGNED = ALL.told("the devices are the host's at first")
            .flag("assigned", true, "whether the devices are the domain's at first, instead of the host's");
    static final Setting<Boolean> ASSIGNS = ALL.told("devices are assigned while the domain is there")
            .flag("assigns", false, "whether devices are assigned to the domain");
    static final Setting<Boolean> UNPLUGS = ALL.told("devices are taken from the running domain")
            .flag("unplugs", false, "whether devices are taken from the domain while it runs");
    static final Setting<Boolean> DMA = ALL.told("the guest starts DMA that goes on")
            .flag("dma", false, "whether the guest starts DMA that goes on until its device is reset");
    static final Setting<Fails> FAILS = ALL.told(what -> switch (what) {
                case "remove" -> "one function can fail to be taken off the domain's tables";
                case "assign" -> "one function can fail to be put on the domain's tables";
                case "map" -> "the reserved region can fail to be mapped, once";
                case "unmap" -> "the reserved region can fail to be unmapped, once";
                default -> "nothing fails";
            })
            .choice("fails", Fails.class, Fails.NOTHING, "what can fail, of one function");
    static final Setting<Boolean> LASTS = ALL.told("what has failed fails each time")
            .flag("lasts", false, "whether what has failed fails again each time, instead of once");
    static final Setting<Boolean> DROPS = ALL.told("a function that could not be moved walks nothing")
            .flag(
                    "drops",
                    false,
                    "whether a function walks nothing after it failed to be moved, instead of what it walked before");
    static final Setting<Boolean> RETRIES = ALL.told("the toolstack destroys again after an error")
            .flag("retries", false, "whether the toolstack always tries again after a destruction has failed");
    static final Setting<Boolean> MAPS = ALL.told("Xen goes on mapping and unmapping pages")
            .flag("maps", false, "whether Xen maps and unmaps pages in the domain's tables until the domain is gone");

    private TeardownSettings() {}

    /** Refuses combinations in which a setting has nothing to act on. */
    static void check(Scope scope) {
        Fails fails = scope.get(FAILS);
        boolean stops = fails == Fails.REMOVE || fails == Fails.UNMAP;
        refuse(
                fails == Fails.NOTHING && scope.get(LASTS),
                "scope setting lasts: with fails=nothing there is no error that lasts");
        refuse(
                !stops && scope.get(RETRIES),
                "scope setting retries: a destruction fails only with fails=remove or fails=unmap");
        refuse(
                fails != Fails.REMOVE && scope.get(DROPS),
                "scope setting drops: it is about functions that fail to be taken off, with fails=remove");
        refuse(
                (fails == Fails.MAP || fails == Fails.UNMAP) && scope.get(REGION) == Region.NONE,
                "scope setting fails: with region=none there is nothing to map or unmap");
        refuse(
                (fails == Fails.MAP || fails == Fails.ASSIGN) && !scope.get(ASSIGNS),
                "scope setting fails: with assigns=off no device is assigned");
        refuse(
                !scope.get(ASSIGNED) && !scope.get(ASSIGNS),
                "scope setting assigned: with assigns=off too the domain never has a device");
    }

    private static void refuse(boolean isImpossible, String why) {
        if (isImpossible) {
            throw new IllegalArgumentException(why);
        }
    }
}
