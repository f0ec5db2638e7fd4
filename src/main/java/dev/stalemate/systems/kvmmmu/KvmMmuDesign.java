package dev.stalemate.systems.kvmmmu;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.paging.Invalidations.Part;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.FastFault;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.FastMark;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.FastStore;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.LogClear;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.LogFlush;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.TableBit;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.TableFlush;
import java.util.ArrayList;
import java.util.List;

/** What is owed and checked under the MMU lock: Linux by fix, and what goes wrong without one of their parts. */
final class KvmMmuDesign extends ChosenDesign<KvmMmuDesign> {
    /** Which flush a zap makes before it gives the lock up on its way. */
    enum AtYield {
        /** The one that is owed for all that it has zapped. */
        OWED,
        /** The one that is owed for what it has zapped in the present root. */
        OWED_FOR_ROOT,
        /** None. */
        NONE
    }

    /** When a fault finds out that its root has died. */
    enum RootCheck {
        /** As it installs, under the lock. */
        UNDER_LOCK,
        /** As it looks its page up. */
        BEFORE_LOCK,
        /** Never. */
        NEVER
    }

    /** How a fault finds out that the host has invalidated something since it looked its page up. */
    enum SeqCheck {
        /** The counter is what it was. */
        FULL,
        /** The counter is what it was, as a signed number of one bit less, extended to the full width. */
        TRUNCATED,
        /** It doesn't. */
        NEVER
    }

    /** When a fault reads the counter of invalidations. */
    enum CounterRead {
        /** As it begins, before it looks anything up. */
        AT_FAULT,
        /** Once it has the size of the page, before the page itself. */
        AFTER_SIZE,
        /** Once it has the page. */
        AFTER_PAGE
    }

    /** What a fault asks of the invalidations that are in progress. */
    enum InProgress {
        /** Whether the page is in the range that is noted of all of them. */
        RANGE,
        /** Whether there are any. */
        COUNT,
        /** Nothing. */
        NEVER
    }

    /** How a fault looks whether it is late. */
    enum Checked {
        /** In one step, under the MMU lock. */
        UNDER_MMU_LOCK,
        /** Under the page's own lock: what is in progress, then the counter. */
        COUNT_FIRST,
        /** Under the page's own lock: the counter, then what is in progress. */
        COUNTER_FIRST
    }

    /** When an invalidation raises the counter. */
    enum Raised {
        /** With the count that goes down, under the MMU lock. */
        WITH_COUNT,
        /** Before the count goes down. */
        BEFORE_COUNT,
        /** After the count went down. */
        AFTER_COUNT,
        /** Right after the start. */
        AT_START
    }

    /** When the host changes its page table, and frees the page. */
    enum HostOrder {
        /** Both between start and end. */
        BETWEEN(Part.START, Part.CHANGE, Part.FREE, Part.END),
        /** It frees the page after the end. */
        FREE_LAST(Part.START, Part.CHANGE, Part.END, Part.FREE),
        /** It changes its table before the start. */
        CHANGE_FIRST(Part.CHANGE, Part.START, Part.FREE, Part.END),
        /** It does both before the start. */
        BOTH_FIRST(Part.CHANGE, Part.FREE, Part.START, Part.END);

        private final ImmutableList<Part> parts;

        HostOrder(Part... parts) {
            this.parts = ImmutableList.copyOf(parts);
        }

        /** The step with which an invalidation begins. */
        Part begins() {
            return parts.get(0);
        }
    }

    /** Which roots an invalidation zaps. */
    enum ZappedRoots {
        /** All. */
        ALL,
        /** Those that are not dead. */
        LIVE
    }

    /** When an invalidation asks vCPUs to look the APIC's page up again. */
    enum ApicRequest {
        /** As the host's page table changes. */
        AT_CHANGE,
        /** In the start hook. */
        AT_START
    }

    /** When a vCPU that has looked the APIC's page up asks itself to do it again. */
    enum ApicRetry {
        /** Never. */
        NEVER,
        /** If the counter of invalidations was raised. */
        IF_RAISED,
        /** Whenever a fault would be late. */
        IF_LATE
    }

    private static final Settings WAYS = new Settings();
    static final Setting<AtYield> AT_YIELD = WAYS.choice(
            "at-yield", AtYield.class, AtYield.OWED, "which flush a zap makes before it gives the lock up in between");
    static final Setting<Boolean> HEEDS_ANSWER =
            WAYS.flag("heeds-answer", true, "whether the recovery of large pages flushes if its zap asks for it");
    static final Setting<RootCheck> ROOT_CHECK = WAYS.choice(
            "root-check", RootCheck.class, RootCheck.UNDER_LOCK, "when a fault checks that its root is not dead");
    static final Setting<SeqCheck> SEQ_CHECK = WAYS.choice(
            "seq-check",
            SeqCheck.class,
            SeqCheck.FULL,
            "how a fault compares the counter of invalidations: as a whole, truncated to a signed number, or never");
    static final Setting<CounterRead> COUNTER_READ = WAYS.choice(
            "counter-read", CounterRead.class, CounterRead.AT_FAULT, "when a fault reads the counter of invalidations");
    static final Setting<InProgress> IN_PROGRESS = WAYS.choice(
            "in-progress",
            InProgress.class,
            InProgress.RANGE,
            "what a fault asks of invalidations in progress: whether their range has the page, whether there are any, or nothing");
    static final Setting<Checked> CHECKED = WAYS.choice(
            "checked",
            Checked.class,
            Checked.UNDER_MMU_LOCK,
            "how a fault looks whether it is late: in one step under the MMU lock, or in two under the page's own");
    static final Setting<Raised> RAISED = WAYS.choice(
            "raised",
            Raised.class,
            Raised.WITH_COUNT,
            "when an invalidation raises the counter: with the count that goes down, before it, after it, or after the start");
    static final Setting<HostOrder> HOST_ORDER = WAYS.choice(
            "host-order",
            HostOrder.class,
            HostOrder.BETWEEN,
            "when the host changes its page table and frees the page: between start and end, or not");
    static final Setting<ZappedRoots> ZAPPED_ROOTS =
            WAYS.choice("zapped-roots", ZappedRoots.class, ZappedRoots.ALL, "which roots an invalidation zaps");
    static final Setting<ApicRequest> APIC_REQUEST = WAYS.choice(
            "apic-request",
            ApicRequest.class,
            ApicRequest.AT_CHANGE,
            "when an invalidation asks vCPUs to look the APIC's page up again");
    static final Setting<ApicRetry> APIC_RETRY = WAYS.choice(
            "apic-retry",
            ApicRetry.class,
            ApicRetry.NEVER,
            "when a vCPU looks the APIC's page up again: never, if the counter was raised, or if a fault would be late");

    static final KvmMmuWriteWays WRITES = new KvmMmuWriteWays(WAYS);

    static final ChosenDesigns<KvmMmuDesign> ALL = new ChosenDesigns<>(KvmMmuDesign.class, KvmMmuDesign::new, WAYS);

    static final KvmMmuDesign LINUX_6_3 = ALL.design(
            "linux-6.3",
            "Linux 6.3, 6.4 and 6.1.50 on: no flush is owed when the lock is given up, and a fault checks its root and "
                    + "the whole counter under the lock");
    static final KvmMmuDesign FORGETS_EARLIER_ROOTS = ALL.design(
                    "forgets-earlier-roots",
                    "up to a835429cda (2021, Linux 5.12, 5.11.14 and 5.10.30): a zap begins each root with no flush owed")
            .with(AT_YIELD, AtYield.OWED_FOR_ROOT);
    static final KvmMmuDesign YIELDS_UNFLUSHED = ALL.design(
                    "yields-unflushed", "as linux-6.3, but a zap gives the lock up without a flush")
            .with(AT_YIELD, AtYield.NONE);
    static final KvmMmuDesign DROPS_ANSWER = ALL.design(
                    "drops-answer",
                    "up to 048f49809c (2021, Linux 5.12, 5.11.14 and 5.10.30): the recovery of large pages ignores it if its "
                            + "zap asks for a flush")
            .with(HEEDS_ANSWER, false);
    static final KvmMmuDesign IGNORES_DEAD_ROOTS = ALL.design(
                    "ignores-dead-roots",
                    "up to a955cad84c (2021), Linux 5.12 to 5.15 and 5.10.30: a fault checks the counter, but not its root")
            .with(ROOT_CHECK, RootCheck.NEVER);
    static final KvmMmuDesign CHECKS_ROOT_EARLY = ALL.design(
                    "checks-root-early", "as linux-6.3, but a fault checks its root before it takes the lock")
            .with(ROOT_CHECK, RootCheck.BEFORE_LOCK);
    static final KvmMmuDesign TRUNCATES_COUNTER = ALL.design(
                    "truncates-counter",
                    "a955cad84c (2021), Linux 5.16 to 6.2, of 6.1 up to 6.1.49: a fault checks its root, and passes the counter on as an int")
            .with(SEQ_CHECK, SeqCheck.TRUNCATED);
    static final KvmMmuDesign IGNORES_COUNTER = ALL.design(
                    "ignores-counter", "as linux-6.3, but a fault does not check the counter")
            .with(SEQ_CHECK, SeqCheck.NEVER);
    static final KvmMmuDesign READS_COUNTER_LATE = ALL.design(
                    "reads-counter-late",
                    "Arm up to 13ec9308a857 (2023, Linux 6.3), RISC-V up to 2ed90cb0938a: a fault drops the lock under which it found the "
                            + "page's size, then reads the counter")
            .with(COUNTER_READ, CounterRead.AFTER_SIZE)
            .with(IN_PROGRESS, InProgress.COUNT);
    static final KvmMmuDesign READS_COUNTER_FIRST = ALL.design(
                    "reads-counter-first",
                    "Arm with 13ec9308a857 (2023, Linux 6.3), RISC-V with 2ed90cb0938a: a fault reads the counter before it drops that lock")
            .with(IN_PROGRESS, InProgress.COUNT);
    static final KvmMmuDesign READS_COUNTER_LAST = READS_COUNTER_FIRST
            .as("reads-counter-last", "as reads-counter-first, but a fault reads the counter once it has the page")
            .with(COUNTER_READ, CounterRead.AFTER_PAGE);
    static final KvmMmuDesign SKIPS_DEAD_ROOTS = ALL.design(
                    "skips-dead-roots",
                    "up to d62007edf01f (2022, Linux 5.18, 5.17.2, 5.16.19): an invalidation leaves dead roots to their sweep")
            .with(ZAPPED_ROOTS, ZappedRoots.LIVE);
    static final KvmMmuDesign APIC_AT_START = ALL.design(
                    "apic-at-start",
                    "Linux 4.15 to 5.7, up to e649b3f0188f (2020): the start hook asks for the APIC's page, and vCPUs take what they find")
            .with(APIC_REQUEST, ApicRequest.AT_START);
    static final KvmMmuDesign LINUX_6_5 = ALL.design(
                    "linux-6.5",
                    "Linux 6.5 on, with 878940b33d76 and 0a8a5f2c8c26 (2023): the start hook asks for the APIC's page, and vCPUs retry "
                            + "as faults do")
            .with(APIC_REQUEST, ApicRequest.AT_START)
            .with(APIC_RETRY, ApicRetry.IF_LATE);
    static final KvmMmuDesign APIC_IF_RAISED = LINUX_6_5
            .as(
                    "apic-if-raised",
                    "as linux-6.5, but vCPUs look the APIC's page up again only if the counter was raised")
            .with(APIC_RETRY, ApicRetry.IF_RAISED);
    static final KvmMmuDesign IGNORES_IN_PROGRESS = LINUX_6_5
            .as("ignores-in-progress", "as linux-6.5, but nobody asks whether an invalidation is in progress")
            .with(IN_PROGRESS, InProgress.NEVER);
    static final KvmMmuDesign RAISES_AT_START = LINUX_6_5
            .as("raises-at-start", "as linux-6.5, but an invalidation raises the counter right after its start")
            .with(RAISED, Raised.AT_START);
    static final KvmMmuDesign RAISES_LATE = LINUX_6_5
            .as("raises-late", "as linux-6.5, but an invalidation lowers the count, then raises the counter")
            .with(RAISED, Raised.AFTER_COUNT);
    static final KvmMmuDesign PAGE_LOCK = READS_COUNTER_FIRST
            .as(
                    "page-lock",
                    "Book3S HV of PowerPC: the check is under the page's own lock; barriers have the counter raised before the count goes "
                            + "down, and the count read before the counter")
            .with(CHECKED, Checked.COUNT_FIRST)
            .with(RAISED, Raised.BEFORE_COUNT);
    static final KvmMmuDesign PAGE_LOCK_RAISES_LATE = PAGE_LOCK
            .as("page-lock-raises-late", "as page-lock, but the count goes down before the counter is raised")
            .with(RAISED, Raised.AFTER_COUNT);
    static final KvmMmuDesign PAGE_LOCK_COUNTER_FIRST = PAGE_LOCK
            .as("page-lock-counter-first", "as page-lock, but the counter is read before the count")
            .with(CHECKED, Checked.COUNTER_FIRST);
    static final KvmMmuDesign FREES_LAST = LINUX_6_5
            .as("frees-last", "as linux-6.5, but the host frees a page after the end hook")
            .with(HOST_ORDER, HostOrder.FREE_LAST);
    static final KvmMmuDesign CHANGES_FIRST = LINUX_6_5
            .as("changes-first", "as linux-6.5, but the host changes its page table before the start hook")
            .with(HOST_ORDER, HostOrder.CHANGE_FIRST);
    static final KvmMmuDesign FREES_FIRST = LINUX_6_5
            .as(
                    "frees-first",
                    "as linux-6.5, but the host changes its page table and frees the page before the start hook")
            .with(HOST_ORDER, HostOrder.BOTH_FIRST);

    final AtYield atYield = get(AT_YIELD);
    final boolean heedsAnswer = get(HEEDS_ANSWER);
    final RootCheck rootCheck = get(ROOT_CHECK);
    final SeqCheck seqCheck = get(SEQ_CHECK);
    final TableBit tableBit = get(WRITES.tableBit);
    final TableFlush tableFlush = get(WRITES.tableFlush);
    final LogFlush logFlush = get(WRITES.logFlush);
    final LogClear logClear = get(WRITES.logClear);
    final boolean startFlushes = get(WRITES.startFlushes);
    final FastFault fastFault = get(WRITES.fastFault);
    final FastStore fastStore = get(WRITES.fastStore);
    final FastMark fastMark = get(WRITES.fastMark);
    final CounterRead counterRead = get(COUNTER_READ);
    final InProgress inProgress = get(IN_PROGRESS);
    final Checked checked = get(CHECKED);
    final Raised raised = get(RAISED);
    final HostOrder hostOrder = get(HOST_ORDER);
    final ZappedRoots zappedRoots = get(ZAPPED_ROOTS);
    final ApicRequest apicRequest = get(APIC_REQUEST);
    final ApicRetry apicRetry = get(APIC_RETRY);

    private final String release = KvmMmuFunction.release(name());

    private KvmMmuDesign(Choice<KvmMmuDesign> choice) {
        super(choice);
    }

    /** The steps of an invalidation, in order. */
    List<Part> order() {
        List<Part> order = new ArrayList<>(hostOrder.parts);
        int start = order.indexOf(Part.START);
        int end = order.indexOf(Part.END);
        switch (raised) {
            case WITH_COUNT -> {}
            case BEFORE_COUNT -> {
                order.set(end, Part.LOWER);
                order.add(end, Part.RAISE);
            }
            case AFTER_COUNT -> {
                order.set(end, Part.RAISE);
                order.add(end, Part.LOWER);
            }
            case AT_START -> {
                order.set(end, Part.LOWER);
                order.add(start + 1, Part.RAISE);
            }
        }
        return order;
    }

    /** What a function is called in the release that the design describes. */
    String called(KvmMmuFunction function) {
        return function.in(release);
    }
}
