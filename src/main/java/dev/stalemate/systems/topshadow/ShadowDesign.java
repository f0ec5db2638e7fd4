package dev.stalemate.systems.topshadow;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/**
 * What keeps a top-level shadow while a CPU still runs on it, and what happens if there is no page for the next one (sh_set_toplevel_shadow(),
 * sh_update_cr3() and their callers). Xen's designs of it, fix by fix, and others.
 */
final class ShadowDesign extends ChosenDesign<ShadowDesign> {
    /** What becomes of the vCPU's reference to the shadow that it leaves. */
    enum Release {
        /** It is dropped as the next shadow is installed. */
        AT_ONCE,
        /** The same, after the shadow was pinned again if it was not. */
        REPINNED,
        /** It is dropped after the CPU has switched to other page tables. */
        AFTER_SWITCH
    }

    /** What an update of CR3 does that finds no page for the shadow. */
    enum Failure {
        /** It panics. */
        PANICS,
        /** It crashes the domain, and returns with the paging lock. */
        KEEPS_LOCK,
        /** It crashes the domain, and drops the paging lock. */
        UNLOCKS
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Release> RELEASE = WAYS.choice(
            "release", Release.class, Release.AFTER_SWITCH, "when the reference to the shadow that is left is dropped");
    static final Setting<Boolean> LOCK_TO_SWITCH = WAYS.flag(
            "lock-to-switch", false, "whether the paging lock is kept until the CPU has switched page tables");
    static final Setting<Failure> FAILURE =
            WAYS.choice("failure", Failure.class, Failure.KEEPS_LOCK, "what an update does that finds no page");
    static final Setting<Boolean> FAILURE_LOADS_IDLE = WAYS.flag(
            "failure-loads-idle", true, "whether the CPU switches to the idle page tables after a failed update");
    static final Setting<Boolean> FAILURE_FORGETS = WAYS.flag(
            "failure-forgets", false, "whether a failed update forgets the shadow that the vCPU would load next");
    static final Setting<Boolean> TRACKS_LOADED = WAYS.flag(
            "tracks-loaded", false, "whether Xen remembers whose page tables a CPU has loaded, beside who runs on it");

    static final ChosenDesigns<ShadowDesign> ALL = new ChosenDesigns<>(ShadowDesign.class, ShadowDesign::new, WAYS);

    static final ShadowDesign RELEASE_DEFERRED = ALL.design(
            "release-deferred",
            "fb0ff49fe9f7 to 622c9a5ba9 (XSA-438; Xen 4.15.6 to 4.21.1): the reference is dropped after the switch, and a"
                    + " CPU whose update has failed switches to the idle page tables");
    static final ShadowDesign LOADED_TRACKED = RELEASE_DEFERRED
            .as("loaded-tracked", "since 622c9a5ba9 (XSA-494): the mapcache knows whose page tables the CPU has loaded")
            .with(TRACKS_LOADED, true);
    static final ShadowDesign FAILURE_TOLERATED = RELEASE_DEFERRED
            .as(
                    "failure-tolerated",
                    "eac000978c (XSA-410) to fb0ff49fe9f7 (Xen 4.13.5 to 4.17.2): the shadow that is left is only pinned,"
                            + " and a failed update crashes the domain instead of the host")
            .with(RELEASE, Release.REPINNED)
            .with(FAILURE_LOADS_IDLE, false);
    static final ShadowDesign REPINNED = FAILURE_TOLERATED
            .as(
                    "repinned",
                    "53a11bbde4 (2008) to eac000978c (Xen 3.3 to 4.16.2): the shadow that is left is only pinned")
            .with(FAILURE, Failure.PANICS);
    static final ShadowDesign NOT_REPINNED = REPINNED.as(
                    "not-repinned", "up to 53a11bbde4 (2008): the shadow that is left is only pinned if it was before")
            .with(RELEASE, Release.AT_ONCE);

    static final ShadowDesign LOCK_KEPT = LOADED_TRACKED
            .as("lock-kept", "the reference is dropped at once, and the paging lock is kept until the CPU has switched")
            .with(RELEASE, Release.AT_ONCE)
            .with(LOCK_TO_SWITCH, true)
            .with(FAILURE, Failure.UNLOCKS)
            .with(FAILURE_FORGETS, true);
    static final ShadowDesign DEFERRED_UNLOCKS = RELEASE_DEFERRED
            .as("deferred-unlocks", "fb0ff49fe9f7, if a failed update dropped the paging lock")
            .with(FAILURE, Failure.UNLOCKS);
    static final ShadowDesign STAYS = DEFERRED_UNLOCKS
            .as(
                    "stays",
                    "fb0ff49fe9f7, if a failed update dropped the paging lock, and the CPU stayed on the old shadow")
            .with(FAILURE_LOADS_IDLE, false);
    static final ShadowDesign TRACKED_UNLOCKS = LOADED_TRACKED
            .as("tracked-unlocks", "622c9a5ba9, if a failed update dropped the paging lock")
            .with(FAILURE, Failure.UNLOCKS);
    static final ShadowDesign FAILURE_FORGOTTEN = TRACKED_UNLOCKS
            .as(
                    "failure-forgotten",
                    "622c9a5ba9, if a failed update dropped the paging lock and forgot the shadow that is left")
            .with(FAILURE_FORGETS, true);

    final Release release = get(RELEASE);
    final boolean lockToSwitch = get(LOCK_TO_SWITCH);
    final Failure failure = get(FAILURE);
    final boolean failureLoadsIdle = get(FAILURE_LOADS_IDLE);
    final boolean failureForgets = get(FAILURE_FORGETS);
    final boolean tracksLoaded = get(TRACKS_LOADED);

    private ShadowDesign(Choice<ShadowDesign> choice) {
        super(choice);
    }

    /** Whether somebody can have the paging lock between two steps. */
    boolean keepsLock() {
        return lockToSwitch || failure == Failure.KEEPS_LOCK;
    }
}
