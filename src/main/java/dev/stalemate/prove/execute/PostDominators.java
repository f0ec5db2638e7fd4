package dev.stalemate.prove.execute;

import java.util.Arrays;

/**
 * Where the ways through a method that part at an instruction must meet again: the instruction's immediate post-dominator (Cooper, Harvey
 * and Kennedy, "A Simple, Fast Dominance Algorithm", 2001, on the reversed graph). Ways that end with an exception don't count.
 */
final class PostDominators {
    /** The end of the method. */
    static final int END = -1;

    /** No way from an instruction ends but with an exception, or for ever. */
    static final int NEVER = -2;

    private final int[][] successors;
    private final int[][] predecessors;
    /** Instructions in the order in which a walk back from the end has left them; the end itself is number n. */
    private final int[] postOrder;

    private final int[] orderOf;
    private final int[] dominator;
    private int left;

    private PostDominators(int[][] successors) {
        int n = successors.length;
        this.successors = successors;
        this.predecessors = predecessors(successors);
        this.postOrder = new int[n + 1];
        this.orderOf = new int[n + 1];
        this.dominator = new int[n + 1];
        Arrays.fill(orderOf, -1);
        Arrays.fill(dominator, -1);
    }

    /**
     * By instruction: another one, {@link #END} or {@link #NEVER}.
     *
     * @param successors by instruction, those that may follow; {@link #END} follows a return, and nothing follows a throw
     */
    static int[] of(int[][] successors) {
        PostDominators all = new PostDominators(successors);
        all.walk(successors.length);
        all.iterate();
        int[] of = new int[successors.length];
        for (int i = 0; i < of.length; i++) {
            int found = all.dominator[i];
            of[i] = found < 0 ? NEVER : found == of.length ? END : found;
        }
        return of;
    }

    private static int[][] predecessors(int[][] successors) {
        int n = successors.length;
        int[] counts = new int[n + 1];
        for (int[] next : successors) {
            for (int s : next) {
                counts[s == END ? n : s]++;
            }
        }
        int[][] predecessors = new int[n + 1][];
        for (int i = 0; i <= n; i++) {
            predecessors[i] = new int[counts[i]];
        }
        for (int i = 0; i < n; i++) {
            for (int s : successors[i]) {
                int to = s == END ? n : s;
                predecessors[to][--counts[to]] = i;
            }
        }
        return predecessors;
    }

    /** Back from the end, without recursion: methods may be long. */
    private void walk(int end) {
        int[] stack = new int[end + 2];
        int[] next = new int[end + 1];
        boolean[] seen = new boolean[end + 1];
        int top = 0;
        stack[top++] = end;
        seen[end] = true;
        while (top > 0) {
            int at = stack[top - 1];
            if (next[at] < predecessors[at].length) {
                int to = predecessors[at][next[at]++];
                if (!seen[to]) {
                    seen[to] = true;
                    stack[top++] = to;
                }
            } else {
                orderOf[at] = left;
                postOrder[left++] = at;
                top--;
            }
        }
    }

    private void iterate() {
        int end = successors.length;
        dominator[end] = end;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int k = left - 2; k >= 0; k--) {
                int at = postOrder[k];
                int found = -1;
                for (int s : successors[at]) {
                    int to = s == END ? end : s;
                    if (dominator[to] >= 0) {
                        found = found < 0 ? to : meet(to, found);
                    }
                }
                changed |= dominator[at] != found;
                dominator[at] = found;
            }
        }
    }

    private int meet(int a, int b) {
        int one = a;
        int other = b;
        while (one != other) {
            while (orderOf[one] < orderOf[other]) {
                one = dominator[one];
            }
            while (orderOf[other] < orderOf[one]) {
                other = dominator[other];
            }
        }
        return one;
    }
}
