package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.lab.judge.KvmRun.Leaf;
import dev.stalemate.lab.judge.KvmRun.Refusal;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.memtype.EptEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what the machine says of one scenario. Its methods throw an IllegalArgumentException with what does not fit. */
final class RunReader {
    private static final int MOST_LINES = 1_000_000;
    private static final int MOST_LEAVES = 1 << 16;

    /** Write and execute without read: by that KVM remembers emulated MMIO, which is no leaf. */
    private static final long MMIO = 6;

    private static final long PERMISSIONS = 7;

    private final String name;
    private final Map<Integer, Long> cr0 = new LinkedHashMap<>();
    private final ImmutableList.Builder<Taken> taken = ImmutableList.builder();
    private final ImmutableList.Builder<String> trace = ImmutableList.builder();
    private final List<Refusal> atStart = new ArrayList<>();
    private int lines;
    private int ops;
    private boolean ended;
    private String failure = "";

    private @Nullable KvmOp op;
    private boolean fault;
    private @Nullable Long value;
    private @Nullable Integer exit;
    private List<Refusal> refused = new ArrayList<>();
    private List<Leaf> leaves = new ArrayList<>();
    private final TreeMap<Long, Leaf> byFrame = new TreeMap<>();
    private int missing;

    RunReader(String name) {
        this.name = name;
    }

    void line(List<String> words) {
        if (++lines > MOST_LINES) {
            throw new IllegalArgumentException("a scenario has more than " + MOST_LINES + " lines");
        }
        boolean leaf = words.get(0).equals("leaf");
        boolean over = words.get(0).equals("trace")
                || words.get(0).equals("killed")
                || words.get(0).equals("lost");
        if (ended && !over) {
            throw new IllegalArgumentException("'@" + words.get(0) + "' comes after the end of " + name);
        }
        if (missing > 0 && !leaf && !over && !words.get(0).equals("died")) {
            throw new IllegalArgumentException("the dump lacks " + missing + " leaves");
        }
        switch (words.get(0)) {
            case "cr0" -> cr0(words);
            case "op" -> op(words);
            case "dump" -> dump(words);
            case "leaf" -> leaf(words);
            case "end" -> end(words);
            case "trace" -> trace.add(String.join(" ", words.subList(1, words.size())));
            case "killed", "died", "lost" -> failed(words);
            case "refused" -> refused(words);
            default -> outcome(words);
        }
    }

    private void cr0(List<String> words) {
        LineWords.count(words, 2);
        if (op != null || cr0.put(LineWords.decimal(words, 1), LineWords.hex(words, 2)) != null) {
            throw new IllegalArgumentException("CR0 of a vCPU is said once, before all operations");
        }
    }

    private void op(List<String> words) {
        if (words.size() < 5 || !words.get(2).equals("vcpu")) {
            throw new IllegalArgumentException("an operation is: @op N vcpu V WORDS");
        }
        finishOp();
        if (LineWords.decimal(words, 1) != ++ops) {
            throw new IllegalArgumentException("operation " + ops + " is missing");
        }
        op = KvmOp.parse(LineWords.decimal(words, 3), words.subList(4, words.size()));
        if (op.isDump()) {
            throw new IllegalArgumentException("a dump is no @op");
        }
    }

    private void dump(List<String> words) {
        LineWords.count(words, 2);
        finishOp();
        op = KvmOp.dump(words.get(1));
        missing = LineWords.decimal(words, 2);
        if (missing >= MOST_LEAVES) {
            throw new IllegalArgumentException("a dump has more than " + (MOST_LEAVES - 1) + " leaves");
        }
    }

    private void leaf(List<String> words) {
        LineWords.count(words, 3);
        if (missing == 0) {
            throw new IllegalArgumentException("the dump has one leaf too many");
        }
        missing--;
        Leaf leaf = new Leaf(LineWords.hex(words, 1), LineWords.decimal(words, 2), LineWords.hex(words, 3));
        if (leaf.level() < 1 || leaf.level() > 3 || leaf.gfn() < 0 || leaf.gfn() >>> 40 != 0) {
            throw new IllegalArgumentException("there is no such leaf");
        }
        if ((leaf.spte() & PERMISSIONS) == MMIO) {
            return;
        }
        if (!EptEntry.leaf(leaf.spte(), leaf.level())) {
            throw new IllegalArgumentException(
                    "0x" + Long.toHexString(leaf.spte()) + " is no leaf of level " + leaf.level());
        }
        if (leaf.gfn() % leaf.frames() != 0) {
            throw new IllegalArgumentException("a leaf of level " + leaf.level() + " does not begin there");
        }
        Map.@Nullable Entry<Long, Leaf> before = byFrame.floorEntry(leaf.gfn() + leaf.frames() - 1);
        if (before != null && before.getKey() + before.getValue().frames() > leaf.gfn()) {
            throw new IllegalArgumentException("another leaf maps the same page");
        }
        byFrame.put(leaf.gfn(), leaf);
        leaves.add(leaf);
    }

    /** What came of the operation. */
    private void outcome(List<String> words) {
        if (op == null) {
            throw new IllegalArgumentException("'@" + words.get(0) + "' is no fact before an operation");
        }
        switch (words.get(0)) {
            case "gp" -> {
                LineWords.count(words, 0);
                fault = true;
            }
            case "value" -> {
                LineWords.count(words, 1);
                value = LineWords.hex(words, 1);
            }
            case "exit" -> {
                LineWords.count(words, 1);
                exit = LineWords.decimal(words, 1);
            }
            // A vCPU waits in its fault: part of a race.
            case "held" -> LineWords.count(words, 1);
            default -> throw new IllegalArgumentException("there is no fact '@" + words.get(0) + "'");
        }
    }

    private void refused(List<String> words) {
        LineWords.count(words, 2);
        Refusal refusal = new Refusal(words.get(1), LineWords.decimal(words, 2));
        (op == null ? atStart : refused).add(refusal);
    }

    private void failed(List<String> words) {
        if (words.size() < 2) {
            throw new IllegalArgumentException("@" + words.get(0) + " says of what");
        }
        fail(String.join(" ", words));
    }

    /** The run has come to no good end. */
    void fail(String why) {
        leaveOp();
        failure = (failure.isEmpty() ? "" : failure + ", ") + why;
        ended = true;
    }

    /** Whether it has come to an end, good or not. */
    boolean isOver() {
        return ended;
    }

    /** Whether it is the run of that scenario. */
    boolean isOf(String scenario) {
        return name.equals(scenario);
    }

    private void end(List<String> words) {
        LineWords.count(words, 2);
        finishOp();
        if (!words.get(1).equals(name) || LineWords.decimal(words, 2) != ops) {
            throw new IllegalArgumentException("the end is not that of " + name + " after " + ops + " operations");
        }
        ended = true;
    }

    /** What was cut in an operation is not known: the machine says that it is over with the next line that is not about it. */
    private void leaveOp() {
        if (op != null && !op.isDump()) {
            op = null;
        }
        finishOp();
    }

    /** A dump that is not whole is no dump. */
    private void finishOp() {
        if (op != null && missing == 0) {
            taken.add(new Taken(op, fault, value, exit, ImmutableList.copyOf(refused), ImmutableList.copyOf(leaves)));
        }
        op = null;
        missing = 0;
        fault = false;
        value = null;
        exit = null;
        refused = new ArrayList<>();
        leaves = new ArrayList<>();
        byFrame.clear();
    }

    /** All that was said. */
    KvmRun run() {
        leaveOp();
        return new KvmRun(
                name,
                ImmutableMap.copyOf(cr0),
                ImmutableList.copyOf(atStart),
                taken.build(),
                ended && failure.isEmpty(),
                failure,
                trace.build());
    }
}
