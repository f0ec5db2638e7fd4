package dev.stalemate.systems.logdirty;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.XenCommits;
import java.util.ArrayList;
import java.util.List;

/** Xen's log-dirty mode under a live migration. */
public final class LogDirtySystem extends SystemPage<LogDirtyDesign> {
    static final String MISSED = "no-missed-page";
    static final String IDLE = "no-idle-mark";

    /** What each gfn maps at the start. */
    enum Starts {
        /** A page. */
        MAPPED,
        /** Nothing. */
        EMPTY,
        /** Nothing, until somebody touches it. */
        ON_DEMAND
    }

    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> VCPUS = SETTINGS.counted("vCPU").number("vcpus", 1, 4, 1, "vCPUs of the guest");
    static final Setting<Integer> GFNS = SETTINGS.counted("gfn").number("gfns", 1, 16, 1, "gfns of the guest");
    static final Setting<Starts> STARTS = SETTINGS.told(starts -> switch (starts) {
                case "empty" -> "the p2m is empty at first";
                case "on-demand" -> "pages are populated on demand";
                default -> "";
            })
            .choice("starts", Starts.class, Starts.MAPPED, "what each gfn maps at the start");
    static final Setting<Boolean> ADDS =
            SETTINGS.told("pages are added").flag("adds", false, "whether pages are added to the p2m, or replaced");
    static final Setting<Boolean> REMOVES =
            SETTINGS.told("pages are removed").flag("removes", false, "whether pages are removed from the p2m");
    static final Setting<Boolean> FAILS =
            SETTINGS.told("removals can fail").flag("fails", false, "whether the removal of a page can fail");
    static final Setting<Boolean> GRANTS = SETTINGS.told("grants are mapped over pages")
            .flag("grants", false, "whether the guest maps grants of other guests where it has pages");
    static final Setting<Boolean> DEVICE_MODEL =
            SETTINGS.told("the device model writes").flag("device-model", false, "whether the device model writes");
    static final Setting<Boolean> MAPPING = SETTINGS.told("Xen maps a page for itself")
            .flag("mapping", false, "whether Xen maps a page of the guest for itself, and writes to it");

    private static final int WIDE_GFNS = 8;

    /** The system, its scopes, and how they grow. */
    public LogDirtySystem() {
        super(
                "log-dirty",
                "Xen's log-dirty mode: what marks a page dirty, and whether a live migration misses one",
                LogDirtyDesign.ALL,
                SETTINGS);
        scope("all", "vcpus=2,adds=on,removes=on,fails=on,grants=on,device-model=on,mapping=on");
        grows(GFNS, VCPUS);
    }

    @Override
    public Releases releases() {
        return LogDirtyReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        LogDirtyClaims.all(claims.naming(XenCommits.ALL));
    }

    /** More gfns; what a claim says of vCPUs stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(GFNS) >= WIDE_GFNS ? scope : scope.with(GFNS, Integer.toString(WIDE_GFNS));
    }

    @Override
    protected void describe(LogDirtyDesign design, Scope scope, Model.Builder model) {
        LogDirtyFields f = new LogDirtyFields(scope, design);
        List<Action> actions = new ArrayList<>(new LogDirtyRounds(f, design).all());
        actions.addAll(new LogDirtyWrites(f, design).all());
        actions.addAll(new P2mCalls(f, design).all());
        model.layout(f.layout).startingAt(f.initial()).actions(actions).laws(laws(f));
    }

    /** The laws that a design could break in the scope. */
    private static List<Law> laws(LogDirtyFields f) {
        List<Law> all = new ArrayList<>(List.of(f.log.noMissedPage(MISSED, f::isRam)));
        if (f.losesPages()) {
            all.add(f.log.noIdleMark(IDLE, f::isRam, s -> !f.isLocked(s)));
        }
        return all;
    }
}
