package dev.stalemate.paging;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.paging.SplitWords.Pieces;

/** Which words of an object each element of an index has still to store, or to read, and which pieces may be next. */
final class SplitTurns {
    private final Pieces pieces;
    private final int all;
    private final int[] masks;
    /** The words that are left, a bit for each; 0 where nothing is under way. */
    private final IntField left;

    SplitTurns(Layout.Builder b, String name, SplitWords words, Index self, Pieces pieces) {
        this.pieces = pieces;
        all = pieces.all();
        masks = pieces.masks().stream().mapToInt(Integer::intValue).toArray();
        left = b.number(name, all + 1, words::text, self);
    }

    Index index() {
        return new Index("piece", masks.length, Integer::toString);
    }

    void begin(long[] s, int e) {
        left.set(s, e, all);
    }

    void end(long[] s, int e) {
        left.set(s, e, 0);
    }

    boolean isDone(long[] s, int e) {
        return left.get(s, e) == 0;
    }

    /** Whether a piece may be next. */
    boolean isNext(long[] s, int e, int piece) {
        if ((left.get(s, e) & masks[piece]) == 0) {
            return false;
        }
        for (int p = 0; pieces.ordered() && p < piece; p++) {
            if ((left.get(s, e) & masks[p]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The first piece that may be next. */
    int next(long[] s, int e) {
        int piece = 0;
        while (!isNext(s, e, piece)) {
            piece++;
        }
        return piece;
    }

    /** The words of a piece, a bit for each. */
    int words(int piece) {
        return masks[piece];
    }

    /** Takes a piece: its words. */
    int take(long[] s, int e, int piece) {
        left.set(s, e, left.get(s, e) & ~masks[piece]);
        return masks[piece];
    }
}
