package dev.stalemate.systems.teardown;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.systems.teardown.TeardownSettings.Fails;
import dev.stalemate.systems.teardown.TeardownSettings.Region;
import java.util.ArrayList;
import java.util.List;

/** What must be true while devices come and go, and when the domain is gone. Each asks only of a domain that has had a device. */
final class TeardownLaws {
    static final String FREED = "no-freed-table";
    static final String FOREIGN = "no-foreign-frame";
    static final String HOST = "no-dma-to-host";
    static final String LEFT = "no-region-left";
    static final String REACHED = "region-reached";
    static final String COUNTED = "region-counted";
    static final String ENDS = "call-ends";
    static final String RELEASED = "devices-released";
    static final String WRITTEN = "no-write-to-freed";
    static final String KEPT = "no-table-kept";

    private final TeardownFields f;

    TeardownLaws(TeardownFields fields) {
        f = fields;
    }

    /** The laws that a design could break in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        all.add(f.roots.noneReused(FREED, "function", f::hadDevice));
        all.add(foreign());
        all.add(released());
        boolean loses = f.scope.get(TeardownSettings.UNPLUGS);
        if (f.scope.get(TeardownSettings.REGION) != Region.NONE) {
            all.add(reached());
            if (loses) {
                all.add(counted());
            }
            if (loses || f.fails(Fails.MAP) || f.fails(Fails.ASSIGN)) {
                all.add(left());
            }
        }
        if (f.fails(Fails.REMOVE) && f.scope.get(TeardownSettings.LASTS)) {
            all.add(ends());
        }
        if (f.scope.get(TeardownSettings.DMA)) {
            all.add(toHost());
        }
        if (f.scope.get(TeardownSettings.MAPS)) {
            all.add(written());
            all.add(kept());
        }
        return all;
    }

    private Law released() {
        return Law.eventually(
                        RELEASED,
                        "once a domain is being destroyed, every function is taken off its tables in the end, but those of a device of which"
                                + " one fails each time")
                .where(s -> !f.runs(s) && f.hadDevice(s))
                .holds(f.function.any(this::isStillThere).not())
                .saying(this::stillThere);
    }

    private boolean isStillThere(long[] s, int function) {
        boolean fails = f.scope.get(TeardownSettings.LASTS)
                && f.failed.is(s, 0)
                && f.device(f.failed.get(s, 0) - 1) == f.device(function);
        return f.roots.walksPage(s, function) && !fails;
    }

    private String stillThere(long[] s) {
        StringBuilder all = new StringBuilder();
        for (int each = 0; each < f.function.size(); each++) {
            if (isStillThere(s, each)) {
                all.append(all.isEmpty() ? "function " : ", function ").append(f.function.text(each));
            }
        }
        return all + " walks the domain's tables; the domain: " + f.stage.text(s, 0);
    }

    private Law reached() {
        return Law.always(REACHED, Breaks.CRASH, "what a device with a reserved region walks maps the region")
                .where(f::hadDevice)
                .none(
                        f.function,
                        (s, each) -> f.usesRegion(each) && !reachesRegion(s, each),
                        (s, each) -> "function " + f.function.text(each) + " walks " + f.roots.text(s, each)
                                + ", and does not find its region there");
    }

    private boolean reachesRegion(long[] s, int function) {
        return f.roots.walksPage(s, function)
                ? f.region.isMapped(s) || !f.roots.walksTable(s, function)
                : !f.roots.isAt(s, function, TeardownFields.NOTHING);
    }

    private Law counted() {
        return Law.always(
                        COUNTED,
                        Breaks.CRASH,
                        "while no call is under way, the region is tracked for each device of the domain that has it")
                .where(s -> f.isIdle(s) && f.runs(s) && f.hadDevice(s))
                .holds(s -> f.region.users(s) == f.regionUsers(s))
                .saying(s -> "the region is tracked for " + f.region.users(s) + "; devices of the domain that have it: "
                        + f.regionUsers(s));
    }

    private Law left() {
        return Law.always(
                        LEFT,
                        Breaks.ISOLATION,
                        "while no call is under way, the region is not in the p2m of a domain that runs and has no device with it")
                .where(s -> f.isIdle(s) && f.runs(s) && f.wasTried(s) && f.regionUsers(s) == 0)
                .none(
                        f.region.page(),
                        this::isLeft,
                        (s, page) -> "the guest reaches page " + page + " of the region, which is "
                                + (f.region.isTracked(s) ? "tracked" : "not tracked"));
    }

    /** A page is right as long as a call is under way, or a device of the domain has the region. */
    private boolean isLeft(long[] s, int page) {
        return f.isIdle(s) && f.regionUsers(s) == 0 && f.region.isMapped(s, page);
    }

    private Law foreign() {
        return Law.always(
                        FOREIGN,
                        Breaks.ISOLATION,
                        "no function reaches a frame that another guest has written to through the domain's tables")
                .where(s -> f.hadDevice(s) && f.frames.someoneWrote(s))
                .none(
                        f.function,
                        f::reachesAnothers,
                        (s, each) -> "function " + f.function.text(each)
                                + " reaches mfn 0, which another guest has written to");
    }

    private Law ends() {
        return Law.eventually(ENDS, "a call that works on devices ends")
                .where(s -> !f.isIdle(s))
                .holds(f::isIdle)
                .saying(s -> "the call works on function " + f.current.text(s, 0) + "; what has failed: "
                        + f.failed.text(s, 0));
    }

    private Law toHost() {
        return Law.always(HOST, Breaks.ISOLATION, "no function walks the host's tables while the guest's DMA goes on")
                .where(s -> f.hadDevice(s) && f.device.any(f.dma::is).test(s))
                .none(
                        f.function,
                        (s, each) -> f.dma.is(s, f.device(each)) && f.roots.isAt(s, each, TeardownFields.HOST),
                        (s, each) -> "function " + f.function.text(each) + " walks the host's tables");
    }

    private Law written() {
        return Law.always(WRITTEN, Breaks.CRASH, "Xen does not change a page that was a table and is freed")
                .where(s -> f.hadDevice(s) && !f.runs(s))
                .holds(s -> !f.corrupted.is(s, 0));
    }

    private Law kept() {
        return Law.always(KEPT, Breaks.PROGRESS, "a domain that is gone has no table page that nobody frees")
                .where(s -> f.hadDevice(s) && f.stage.get(s, 0) == TeardownFields.GONE)
                .holds(s -> !f.pages.isTable(s, TeardownFields.TABLE));
    }
}
