package dev.stalemate.systems.logdirty;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** Who marks a gfn dirty, and when; what a round does besides reading the marks. Xen's designs of it, fix by fix, and others. */
final class LogDirtyDesign extends ChosenDesign<LogDirtyDesign> {
    /** Whether and when an addition to the p2m is marked. */
    enum Addition {
        /** After the entry is there. */
        MARKED,
        /** Before the entry is there. */
        MARKED_EARLY,
        /** Never. */
        UNMARKED
    }

    /** What a write fault does, in which order. */
    enum Fault {
        /** It marks the gfn, then it lets the guest write. */
        MARKS_FIRST,
        /** It lets the guest write, then it marks the gfn. */
        MARKS_LAST,
        /** It only lets the guest write. */
        UNMARKED
    }

    /** When a gfn is marked that Xen has mapped for itself, and writes to. */
    enum Mapping {
        /** As it is mapped. */
        AT_MAP,
        /** As it is unmapped. */
        AT_UNMAP,
        /** As it is unmapped, and before the last round. */
        AT_UNMAP_AND_END
    }

    /** When pages are write-protected. */
    enum Protects {
        /** As logging starts and in each round. */
        ALWAYS,
        /** As logging starts. */
        AT_START,
        /** In each round. */
        IN_ROUNDS
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Addition> ADDITION = WAYS.choice(
            "addition", Addition.class, Addition.MARKED, "whether and when a gfn is marked that a page is added at");
    static final Setting<Boolean> ADDED_PROTECTED =
            WAYS.flag("added-protected", false, "whether a page is added write-protected while marks are kept");
    static final Setting<Boolean> DEMAND_MARKED =
            WAYS.flag("demand-marked", true, "whether a gfn is marked that is populated on demand");
    static final Setting<Boolean> REMOVAL_CLEANS =
            WAYS.flag("removal-cleans", true, "whether the mark of a gfn is taken away when its page is removed");
    static final Setting<Boolean> FAILURE_MARKS =
            WAYS.flag("failure-marks", true, "whether a gfn is marked again when its removal has failed");
    static final Setting<Mapping> MAPPING = WAYS.choice(
            "mapping",
            Mapping.class,
            Mapping.AT_UNMAP_AND_END,
            "when a gfn is marked that Xen has mapped for itself to write to");
    static final Setting<Boolean> TELLS_LAST = WAYS.flag(
            "tells-last", true, "whether the device model has gfns marked after it has written, instead of before");
    static final Setting<Fault> FAULT =
            WAYS.choice("fault", Fault.class, Fault.MARKS_FIRST, "what a write fault does, in which order");
    static final Setting<Protects> PROTECTS =
            WAYS.choice("protects", Protects.class, Protects.ALWAYS, "when pages are write-protected");
    static final Setting<Boolean> FLUSHES =
            WAYS.flag("flushes", true, "whether TLBs are flushed after pages are write-protected");
    static final Setting<Boolean> PAUSES =
            WAYS.flag("pauses", true, "whether the guest is paused while a round reads, protects and flushes");
    static final Setting<Boolean> READS_FIRST =
            WAYS.flag("reads-first", true, "whether a round reads the marks before it protects, instead of after");
    static final Setting<Boolean> CLEARS_AS_READ =
            WAYS.flag("clears-as-read", true, "whether marks are cleared as they are read, instead of later");
    static final Setting<Boolean> HARDWARE_LOG =
            WAYS.flag("hardware-log", false, "whether CPUs log writes by themselves (PML), instead of faulting");
    static final Setting<Boolean> EMPTIES_LOG =
            WAYS.flag("empties-log", true, "whether CPUs' logs are emptied before a round reads the marks");

    static final ChosenDesigns<LogDirtyDesign> ALL =
            new ChosenDesigns<>(LogDirtyDesign.class, LogDirtyDesign::new, WAYS);

    static final LogDirtyDesign MARKS_ADDITIONS = ALL.design(
            "marks-additions",
            "since 98fccdf0ac (Xen 4.22): additions to the p2m are marked dirty, and removals take the mark away");
    static final LogDirtyDesign ONLY_ADDITIONS = MARKS_ADDITIONS
            .as(
                    "only-additions",
                    "the backports of 98fccdf0ac (Xen 4.19.5, 4.20.3 and 4.21.1): additions are marked, and removals leave marks as they are")
            .with(REMOVAL_CLEANS, false);
    static final LogDirtyDesign ADDITIONS_UNMARKED = MARKS_ADDITIONS
            .as(
                    "additions-unmarked",
                    "5c23c760a8 to 98fccdf0ac (Xen 4.7 to 4.21): only pages populated on demand are marked as they are added")
            .with(ADDITION, Addition.UNMARKED)
            .with(REMOVAL_CLEANS, false);
    static final LogDirtyDesign MAPPING_MARKED_ONCE = ADDITIONS_UNMARKED
            .as(
                    "mapping-marked-once",
                    "f56daba7cf to 5c23c760a8 (Xen 4.1 to 4.6): what Xen maps for itself is marked once, as it is mapped")
            .with(MAPPING, Mapping.AT_MAP);
    static final LogDirtyDesign DEMAND_UNMARKED = MAPPING_MARKED_ONCE
            .as("demand-unmarked", "up to f56daba7cf (Xen 4.0): pages populated on demand are not marked either")
            .with(DEMAND_MARKED, false);

    static final LogDirtyDesign ADDITIONS_PROTECTED = MARKS_ADDITIONS
            .as("additions-protected", "additions are not marked, but write-protected while marks are kept")
            .with(ADDITION, Addition.UNMARKED)
            .with(ADDED_PROTECTED, true);
    static final LogDirtyDesign MARKS_EARLY = MARKS_ADDITIONS
            .as("marks-early", "98fccdf0ac with the mark before the addition instead of after it")
            .with(ADDITION, Addition.MARKED_EARLY);
    static final LogDirtyDesign FAILURE_UNMARKED = MARKS_ADDITIONS
            .as("failure-unmarked", "98fccdf0ac without the marks after a removal that has failed")
            .with(FAILURE_MARKS, false);
    static final LogDirtyDesign MARKED_AT_UNMAP = MARKS_ADDITIONS
            .as("marked-at-unmap", "5c23c760a8 without the marks before the last round")
            .with(MAPPING, Mapping.AT_UNMAP);
    static final LogDirtyDesign RUNS_ON =
            MARKS_ADDITIONS.as("runs-on", "rounds that do not pause the guest").with(PAUSES, false);
    static final LogDirtyDesign READS_LAST = MARKS_ADDITIONS
            .as("reads-last", "rounds that write-protect pages before they read the marks")
            .with(READS_FIRST, false);
    static final LogDirtyDesign WITH_PML = MARKS_ADDITIONS
            .as("with-pml", "98fccdf0ac on a CPU with PML: CPUs log writes, and Xen marks what is in their logs")
            .with(HARDWARE_LOG, true);

    final Addition addition = get(ADDITION);
    final boolean addedProtected = get(ADDED_PROTECTED);
    final boolean demandMarked = get(DEMAND_MARKED);
    final boolean removalCleans = get(REMOVAL_CLEANS);
    final boolean failureMarks = get(FAILURE_MARKS);
    final Mapping mapping = get(MAPPING);
    final boolean tellsLast = get(TELLS_LAST);
    final Fault fault = get(FAULT);
    final Protects protects = get(PROTECTS);
    final boolean flushes = get(FLUSHES);
    final boolean pauses = get(PAUSES);
    final boolean readsFirst = get(READS_FIRST);
    final boolean clearsAsRead = get(CLEARS_AS_READ);
    final boolean hardwareLog = get(HARDWARE_LOG);
    final boolean emptiesLog = get(EMPTIES_LOG);

    private LogDirtyDesign(Choice<LogDirtyDesign> choice) {
        super(choice);
    }
}
