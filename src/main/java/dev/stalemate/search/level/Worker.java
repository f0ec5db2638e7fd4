package dev.stalemate.search.level;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.search.Subject;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.disk.SavedCounters;
import dev.stalemate.search.steps.Commuting;
import dev.stalemate.search.steps.Firings;
import dev.stalemate.search.store.Candidates;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.store.Frontier;
import dev.stalemate.search.store.RecentFingerprints;
import dev.stalemate.search.store.SeenStates;
import dev.stalemate.search.store.StateBits;
import dev.stalemate.search.symmetry.Symmetry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One thread of the search with its own model: expands states into candidates, and looks at those that turn out to be new.
 *
 * <p>Successors are collected in batches before they are looked up, so that the table's cache misses overlap. Nothing is allocated for a
 * transition.
 */
final class Worker {
    /** Enough look-ups at once to hide the latency of memory, few enough that a batch stays in the first-level cache. */
    private static final int BATCH = 256;

    /** After so many states in which steps sleep, one is expanded in full, to see whether these steps find anything. */
    private static final int BETWEEN_CHECKS = 1 << 10;

    /** The same with symmetry, which is more to go wrong. */
    private static final int BETWEEN_SYMMETRIC_CHECKS = 1 << 6;

    private final Model model;
    private final Law[] laws;
    private final SeenStates seen;
    private final boolean alone;
    private final Expander expander;
    private final int words;
    private final long[] state;
    private final long[] rest;

    private final long[] batchStates;
    private final long[] batchPrints;
    private final int[] batchParents;
    private final char[] batchSteps;
    private int batched;
    /** Of each state that the batch comes from: the steps that were possible, and those that can't lead to a new state. */
    private final long[] possible = new long[BATCH];

    private final long[] dropped = new long[BATCH];
    /** Of these, the steps that were taken though they sleep, as a check. */
    private final long[] tried = new long[BATCH];

    private final long[] batchFrom;
    private final int betweenChecks;
    private int untilCheck;
    private int expanded;

    private final int[] ownShares = new int[BATCH];
    private final int[] numbers;

    private final RecentFingerprints recent = new RecentFingerprints();
    /** The bits whose codes these are; null if they are fingerprints. */
    private @Nullable StateBits recentOf;

    private final long[] figures;
    private long stoodFor;
    /** Written and never read: without it the compiler would drop the loads that warm the table. */
    @SuppressWarnings("UnusedVariable")
    private volatile long sink;

    /** A worker with a symmetry of its own, which may be alone. */
    Worker(Subject subject, SeenStates seen, boolean alone, int keyWords, Symmetry symmetry) {
        this.model = subject.model();
        this.laws = subject.laws().toArray(new Law[0]);
        this.seen = seen;
        this.alone = alone;
        this.expander = new Expander(subject, keyWords, symmetry);
        this.words = model.layout().words();
        this.state = new long[words];
        this.rest = new long[keyWords - 1];
        int most = BATCH + expander.mostSuccessors();
        this.betweenChecks = symmetry.used().isEmpty() ? BETWEEN_CHECKS : BETWEEN_SYMMETRIC_CHECKS;
        this.batchFrom = new long[BATCH * words];
        this.batchStates = new long[(most + 1) * words];
        this.batchPrints = new long[most];
        this.batchParents = new int[most];
        this.batchSteps = new char[most];
        this.numbers = new int[most];
        this.figures = new long[model.figures().size()];
    }

    /** From now on tries the symmetry in fewer states. */
    void tryRarely() {
        expander.tryRarely();
    }

    /** Expands states {@code first} to {@code end} of a chunk; what may be new goes to {@code into}. */
    void expand(long[] chunk, int first, int end, int parent, Candidates into) {
        into.clear();
        int sleeping = Frontier.CHUNK_STATES * words;
        for (int s = first; s < end; s++) {
            long asleep = chunk[sleeping + s];
            boolean check = asleep != 0 && untilCheck-- == 0;
            untilCheck = check ? betweenChecks : untilCheck;
            int count = expander.successors(chunk, s * words, check ? 0 : asleep, batchStates, batchSteps, batched);
            tried[expanded] = check ? asleep : 0;
            Arrays.fill(batchParents, batched, batched + count, expanded);
            possible[expanded] = expander.possible();
            dropped[expanded] = asleep | expander.dropped();
            System.arraycopy(chunk, s * words, batchFrom, expanded * words, words);
            expanded++;
            batched += count;
            if (batched >= BATCH || expanded == BATCH) {
                flush(into, parent + s + 1 - first - expanded);
            }
        }
        flush(into, parent + end - first - expanded);
    }

    /** Takes the successors of the batch into the candidates, but for those that can't be new. */
    private void flush(Candidates into, int firstParent) {
        int first = into.size();
        StateBits bits = seen.bits();
        if (bits == null) {
            dropSeen(into, firstParent);
        } else if (alone) {
            addAtOnce(bits, into, firstParent);
        } else {
            dropSeen(bits, into, firstParent);
        }
        for (int i = first; i < into.size(); i++) {
            int p = into.parent(i) - firstParent;
            boolean known = (tried[p] & Commuting.bit(into.step(i))) != 0;
            into.sleep(i, known, expander.asleep(batchFrom, p * words, into.step(i), possible[p], dropped[p]));
        }
        batched = 0;
        expanded = 0;
    }

    private void dropSeen(Candidates into, int firstParent) {
        if (recentOf != null) {
            recent.forget();
            recentOf = null;
        }
        // A key of more words is not told by its fingerprint alone.
        boolean oneWord = rest.length == 0;
        int unknown = 0;
        for (int i = 0; i < batched; i++) {
            long print = Fingerprints.of(batchStates, i * words, words);
            batchPrints[unknown] = print;
            numbers[unknown] = i;
            // Those of this batch are remembered later: if several steps of a state lead to one successor, the first
            // step must win.
            if (oneWord && recent.has(print)) {
                drop(i);
            } else {
                unknown++;
            }
        }
        Fingerprints prints = seen.prints();
        sink = prints.prefetch(batchPrints, unknown);
        for (int u = 0; u < unknown; u++) {
            int i = numbers[u];
            long print = batchPrints[u];
            Fingerprints.rest(batchStates, i * words, words, rest);
            recent.add(print);
            if (prints.contains(print, rest)) {
                drop(i);
            } else {
                into.add(batchStates, i * words, print, firstParent + batchParents[i], batchSteps[i]);
            }
        }
    }

    private void dropSeen(StateBits bits, Candidates into, int firstParent) {
        if (recentOf != bits) {
            recent.forget(); // of what has other codes now
            recentOf = bits;
        }
        int unknown = 0;
        for (int i = 0; i < batched; i++) {
            long code = bits.code(batchStates[i]);
            if (code >= 0 && (bits.contains(code) || recent.has(code))) {
                drop(i);
            } else {
                batchPrints[unknown++] = code;
                into.add(batchStates, i, code, firstParent + batchParents[i], batchSteps[i]);
                if (code < 0) {
                    into.unmet();
                }
            }
        }
        for (int u = 0; u < unknown; u++) {
            recent.add(batchPrints[u]);
        }
    }

    /** With one worker, what is not seen yet is new: there is no other that could reach it sooner. */
    private void addAtOnce(StateBits bits, Candidates into, int firstParent) {
        for (int i = 0; i < batched; i++) {
            int parent = firstParent + batchParents[i];
            long code = bits.code(batchStates[i]);
            if (code < 0 || bits.add(code)) {
                into.addNew(batchStates[i], parent, batchSteps[i], code >= 0);
            } else if (!into.reachedFrom(parent, batchStates[i], batchSteps[i])) {
                drop(i);
            }
        }
    }

    /** Notes that a successor of the batch was reached from an earlier state. */
    private void drop(int i) {
        dropped[batchParents[i]] |= Commuting.bit(batchSteps[i]);
    }

    /**
     * Adds to the table the candidates of a block that belong to one part of it, in the order in which they were reached, and marks the
     * first of each state.
     *
     * @param unmetOnly if all that had a code were added at once
     */
    void add(Candidates[] shares, int shareCount, boolean unmetOnly, int part, int parts) {
        StateBits bits = seen.bits();
        if (bits != null) {
            add(bits, shares, shareCount, unmetOnly, part, parts);
            return;
        }
        batched = 0;
        for (int s = 0; s < shareCount; s++) {
            Candidates candidates = shares[s];
            for (int i = 0; i < candidates.size(); i++) {
                long print = candidates.print(i);
                boolean done = unmetOnly && candidates.isNew(i);
                if (!done && (parts == 1 || Fingerprints.part(print, parts) == part)) {
                    batchPrints[batched] = print;
                    ownShares[batched] = s;
                    numbers[batched] = i;
                    if (++batched == BATCH) {
                        addBatch(shares);
                    }
                }
            }
        }
        addBatch(shares);
    }

    private void addBatch(Candidates[] shares) {
        Fingerprints prints = seen.prints();
        sink = prints.prefetch(batchPrints, batched);
        for (int i = 0; i < batched; i++) {
            Candidates candidates = shares[ownShares[i]];
            Fingerprints.rest(candidates.states(), candidates.offset(numbers[i]), words, rest);
            candidates.isNew(numbers[i], prints.add(batchPrints[i], rest));
        }
        batched = 0;
    }

    private static void add(
            StateBits bits, Candidates[] shares, int shareCount, boolean unmetOnly, int part, int parts) {
        for (int s = 0; s < shareCount; s++) {
            Candidates candidates = shares[s];
            for (int i = 0; i < candidates.size(); i++) {
                long code = candidates.print(i);
                boolean done = unmetOnly && candidates.isNew(i);
                if (!done && (parts == 1 || StateBits.part(code, parts) == part)) {
                    candidates.isNew(i, bits.add(code));
                }
            }
        }
    }

    /** Gives candidates the keys by which states are kept now. */
    void renewKeys(Candidates candidates) {
        StateBits bits = seen.bits();
        for (int i = 0; i < candidates.size(); i++) {
            int offset = candidates.offset(i);
            candidates.print(
                    i,
                    bits == null
                            ? Fingerprints.of(candidates.states(), offset, words)
                            : bits.code(candidates.states()[offset]));
        }
    }

    /** Marks as new the candidates that the table has, once those that are on disk were taken out of it. */
    void markNew(Candidates candidates) {
        Fingerprints prints = seen.prints();
        for (int begin = 0; begin < candidates.size(); begin += BATCH) {
            int count = Math.min(BATCH, candidates.size() - begin);
            for (int i = 0; i < count; i++) {
                batchPrints[i] = Fingerprints.of(candidates.states(), candidates.offset(begin + i), words);
            }
            sink = prints.prefetch(batchPrints, count);
            for (int i = 0; i < count; i++) {
                Fingerprints.rest(candidates.states(), candidates.offset(begin + i), words, rest);
                candidates.isNew(begin + i, prints.contains(batchPrints[i], rest));
            }
        }
    }

    /** Keeps the candidates of a share that are new, and looks at them. */
    void keepNew(Candidates candidates, Verdicts verdicts, Verdicts.Look look) {
        look.clear();
        int fresh = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.isNew(i)) {
                if (candidates.isKnown(i)) {
                    throw expander.notKnown(candidates.step(i));
                }
                candidates.keep(i, fresh);
                System.arraycopy(candidates.states(), candidates.offset(fresh), state, 0, words);
                long weight = expander.weight(state, 0);
                stoodFor += weight;
                look.at(laws, verdicts, state, weight, fresh);
                figures(weight);
                fresh++;
            }
        }
        candidates.truncate(fresh);
    }

    private void figures(long weight) {
        for (int f = 0; f < figures.length; f++) {
            figures[f] = model.figures().get(f).join(figures[f], state, weight);
        }
    }

    /** Takes over what all workers of an earlier run counted. */
    void restore(SavedCounters counters) throws BadCheckpointException {
        expander.restore(counters.one("transitions"));
        stoodFor = counters.one("stood-for");
        counters.into("figures", figures);
        expander.firings().restore(counters);
    }

    /** Counts so many steps, instead of those that were counted. */
    void goBack(long transitions, long[] counts) {
        expander.restore(transitions);
        expander.firings().goBack(counts);
    }

    long transitions() {
        return expander.transitions();
    }

    long stoodFor() {
        return stoodFor;
    }

    Firings firings() {
        return expander.firings();
    }

    /** A figure, joined with what other workers have measured. */
    long figure(int f, long soFar) {
        return model.figures().get(f).kind() == Figure.Kind.MAXIMUM ? Math.max(soFar, figures[f]) : soFar + figures[f];
    }
}
