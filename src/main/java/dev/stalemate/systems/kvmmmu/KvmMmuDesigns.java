package dev.stalemate.systems.kvmmmu;

import dev.stalemate.systems.kvmmmu.KvmMmuDesign.AtYield;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.RootCheck;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.SeqCheck;
import java.util.List;

/** The designs that come with the tool: Linux by fix, and what goes wrong without one of their parts. */
final class KvmMmuDesigns {
    static final KvmMmuDesign LINUX_6_3 = new Named(
            "linux-6.3",
            "Linux 6.3 on, and 6.1.50: nothing is owed as the lock is given up, and a fault looks at its root and the whole counter under the lock",
            AtYield.OWED,
            true,
            RootCheck.UNDER_LOCK,
            SeqCheck.FULL);
    static final KvmMmuDesign FORGETS_EARLIER_ROOTS = new Named(
            "forgets-earlier-roots",
            "up to a835429cda (2021, Linux 5.12, 5.11.14 and 5.10.30): a zap begins each root with no flush owed",
            AtYield.OWED_FOR_ROOT,
            true,
            RootCheck.UNDER_LOCK,
            SeqCheck.FULL);
    static final KvmMmuDesign YIELDS_UNFLUSHED = new Named(
            "yields-unflushed",
            "as linux-6.3, but a zap gives the lock up without a flush",
            AtYield.NONE,
            true,
            RootCheck.UNDER_LOCK,
            SeqCheck.FULL);
    static final KvmMmuDesign DROPS_ANSWER = new Named(
            "drops-answer",
            "up to 048f49809c (2021, Linux 5.12, 5.11.14 and 5.10.30): the recovery of large pages does not look at whether its zap asks for a flush",
            AtYield.OWED,
            false,
            RootCheck.UNDER_LOCK,
            SeqCheck.FULL);
    static final KvmMmuDesign IGNORES_DEAD_ROOTS = new Named(
            "ignores-dead-roots",
            "up to a955cad84c (2021), Linux 5.12 to 5.15 and 5.10.30: a fault looks at the counter, and not at its root",
            AtYield.OWED,
            true,
            RootCheck.NEVER,
            SeqCheck.FULL);
    static final KvmMmuDesign CHECKS_ROOT_EARLY = new Named(
            "checks-root-early",
            "as linux-6.3, but a fault looks at its root before it takes the lock",
            AtYield.OWED,
            true,
            RootCheck.BEFORE_LOCK,
            SeqCheck.FULL);
    static final KvmMmuDesign TRUNCATES_COUNTER = new Named(
            "truncates-counter",
            "a955cad84c (2021), Linux 5.16 to 6.2, of 6.1 up to 6.1.49: a fault looks at its root, and passes the counter on as an int",
            AtYield.OWED,
            true,
            RootCheck.UNDER_LOCK,
            SeqCheck.TRUNCATED);
    static final KvmMmuDesign IGNORES_COUNTER = new Named(
            "ignores-counter",
            "as linux-6.3, but a fault doesn't look at the counter",
            AtYield.OWED,
            true,
            RootCheck.UNDER_LOCK,
            SeqCheck.NEVER);

    static final List<KvmMmuDesign> ALL = List.of(
            LINUX_6_3,
            FORGETS_EARLIER_ROOTS,
            YIELDS_UNFLUSHED,
            DROPS_ANSWER,
            IGNORES_DEAD_ROOTS,
            CHECKS_ROOT_EARLY,
            TRUNCATES_COUNTER,
            IGNORES_COUNTER);

    private KvmMmuDesigns() {}

    /** A design with a name, as a list of choices. */
    private record Named(
            String name, String says, AtYield atYield, boolean heedsAnswer, RootCheck rootCheck, SeqCheck seqCheck)
            implements KvmMmuDesign {
        @Override
        public String toString() {
            return name;
        }
    }
}
