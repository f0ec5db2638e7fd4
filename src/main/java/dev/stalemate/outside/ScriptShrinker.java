package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes a session smaller as long as its last request is still answered wrongly in the same way: fewest lines first, then simpler
 * values. The first line, a reset, and the last one stay.
 *
 * <p>A session with none but regular ranges keeps to them: what shows a fault without a mask with holes is worth more than what is a
 * few bits shorter.
 */
final class ScriptShrinker {
    private final Predicate<List<String>> fails;
    private final int most;
    private final Set<List<String>> passed = new HashSet<>();
    private ImmutableList<String> best = ImmutableList.of();
    private boolean regular;
    private int tries;

    /**
     * A shrinker.
     *
     * @param fails asks a session and says whether its last request, and none before it, is answered wrongly in the same way
     * @param most how often to ask
     */
    ScriptShrinker(Predicate<List<String>> fails, int most) {
        this.fails = fails;
        this.most = most;
    }

    /** The smallest session found; the one given if it doesn't fail. */
    ImmutableList<String> shrink(List<String> session) {
        best = ImmutableList.copyOf(session);
        regular = Script.isRegular(best);
        if (!tryOut(session)) {
            return best;
        }
        List<String> before;
        do {
            before = best;
            dropLines();
            dropPairs();
            simplify();
        } while (!before.equals(best));
        return best;
    }

    /** Whether no line can be left out, which was tried to the end. */
    boolean minimal() {
        return tries < most;
    }

    private boolean tryOut(List<String> session) {
        if (tries >= most || passed.contains(session) || (regular && !Script.isRegular(session))) {
            return false;
        }
        tries++;
        if (!fails.test(session)) {
            passed.add(ImmutableList.copyOf(session));
            return false;
        }
        best = ImmutableList.copyOf(session);
        return true;
    }

    /** Pieces of half the session, of a quarter and so on, down to single lines. */
    private void dropLines() {
        if (best.size() > 2 && best.get(1).startsWith("reset ")) {
            boolean unused = tryOut(best.subList(1, best.size()));
        }
        for (int size = Math.max(1, (best.size() - 2) / 2); size >= 1; size /= 2) {
            int end = best.size() - 1;
            while (end > 1) {
                int start = Math.max(1, end - size);
                boolean unused = tryOut(without(start, end));
                end = start;
            }
        }
    }

    private List<String> without(int start, int end) {
        List<String> rest = new ArrayList<>(best.subList(0, start));
        rest.addAll(best.subList(end, best.size()));
        return rest;
    }

    /** A range needs both of its registers, which may stand apart. */
    private void dropPairs() {
        for (int pair :
                best.stream().flatMap(r -> Simpler.pair(r).stream()).distinct().toList()) {
            ImmutableList<String> rest =
                    Script.without(best, request -> Simpler.pair(request).contains(pair));
            if (rest.size() < best.size()) {
                boolean unused = tryOut(rest);
            }
        }
    }

    private void simplify() {
        ImmutableList<String> renumbered = Simpler.renumbered(best);
        boolean unused = !renumbered.equals(best) && tryOut(renumbered);
        ImmutableList<String> usual = Simpler.ofUsualWidth(best);
        unused = !usual.equals(best) && tryOut(usual);
        ImmutableList<String> ordered = Simpler.ordered(best);
        unused = !ordered.equals(best) && tryOut(ordered);
        for (int i = 0; i < best.size(); i++) {
            for (String simpler : Simpler.replacements(best.get(i))) {
                if (replace(i, simpler)) {
                    break;
                }
            }
            for (int bit = 0; bit < Long.SIZE; bit++) {
                unused = replace(i, Simpler.withoutBit(best.get(i), bit));
            }
        }
    }

    private boolean replace(int i, String request) {
        if (request.equals(best.get(i))) {
            return false;
        }
        List<String> changed = new ArrayList<>(best);
        changed.set(i, request);
        return tryOut(changed);
    }
}
