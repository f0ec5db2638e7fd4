package dev.stalemate.search.store;

/**
 * What the shares of a block lead to, added to a graph by several threads together. The outcome does not depend on which of them is quicker:
 * a state gets its number from the first candidate of it in the order of the block.
 *
 * <p>All shares go through the rounds together: {@link #claim}, {@link #keepNew}, then {@link #number} by one thread, then {@link #store}.
 */
public final class Arrivals {
    private static final int SHARE_BITS = 24;

    private final StateGraph graph;
    private final Candidates[] shares;
    /** For each candidate of each share, the slot that it claims. */
    private final int[][] slots;

    private final int[] first;

    /** For blocks of at most so many shares, up to 64. */
    public Arrivals(StateGraph graph, int most) {
        this.graph = graph;
        this.shares = new Candidates[most];
        this.slots = new int[most][256];
        this.first = new int[most];
        for (int s = 0; s < most; s++) {
            shares[s] = new Candidates(graph.words());
        }
    }

    /** The candidates of a share. */
    public Candidates share(int s) {
        return shares[s];
    }

    /** Claims the slots of a share's candidates, none of which is in the graph. */
    public void claim(int s) {
        Candidates own = shares[s];
        if (own.size() > 1 << SHARE_BITS) {
            throw new IllegalStateException("too many successors");
        }
        if (slots[s].length < own.size()) {
            slots[s] = new int[2 * own.size()];
        }
        for (int i = 0; i < own.size(); i++) {
            slots[s][i] =
                    graph.numbers().claim(own.print(i), own.states(), own.offset(i), claim(s, i), this::isClaimOf);
        }
    }

    private static int claim(int share, int candidate) {
        return share << SHARE_BITS | candidate;
    }

    private boolean isClaimOf(int claim, long[] states, int offset) {
        Candidates owner = shares[claim >>> SHARE_BITS];
        int at = owner.offset(claim & (1 << SHARE_BITS) - 1);
        for (int w = 0; w < graph.words(); w++) {
            if (owner.states()[at + w] != states[offset + w]) {
                return false;
            }
        }
        return true;
    }

    /** Keeps those of a share's candidates that are the first of their state. */
    public void keepNew(int s) {
        Candidates own = shares[s];
        int fresh = 0;
        for (int i = 0; i < own.size(); i++) {
            if (graph.numbers().has(slots[s][i], claim(s, i))) {
                own.keep(i, fresh);
                slots[s][fresh++] = slots[s][i];
            }
        }
        own.truncate(fresh);
    }

    /** Gives the candidates of a share numbers, after those of the shares before; {@code firstParent} is added to the numbers of their parents. */
    public void number(int s, int firstParent) {
        Candidates own = shares[s];
        first[s] = graph.states().extend(own.size());
        for (int i = 0; i < own.size(); i++) {
            graph.ancestry().add(firstParent + own.parent(i), own.step(i));
        }
    }

    /** Writes the states of a share into the graph. */
    public void store(int s) {
        Candidates own = shares[s];
        for (int i = 0; i < own.size(); i++) {
            graph.states().write(first[s] + i, own.states(), own.offset(i));
            graph.numbers().settle(slots[s][i], own.print(i), first[s] + i);
        }
    }
}
