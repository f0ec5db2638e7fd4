package dev.stalemate.paging;

import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import java.util.function.IntFunction;

/**
 * Translations that hardware keeps, each under a tag, as a piece of a layout: by frame number, what it translates to, which is a number of the
 * system's own. A tag is whatever a flush can tell apart: a domain id, an IOMMU, a root.
 */
public final class TaggedTlb {
    private final Index frame;
    /** 1 + target, or 0 where nothing is kept. */
    private final IntField kept;

    /**
     * Declares it, empty.
     *
     * @param name the field's
     * @param targets how many targets there are, numbered from 0
     * @param text a target as a person reads it
     */
    public TaggedTlb(Layout.Builder b, String name, int targets, IntFunction<String> text, Index tag, Index frame) {
        this.frame = frame;
        kept = b.number(name, targets + 1, v -> v == 0 ? "none" : text.apply(v - 1), tag, frame);
        b.place(frame).kept(Instead.DROPPED, kept);
    }

    /** Whether there is a translation of a frame number under a tag. */
    public boolean has(long[] state, int tag, int f) {
        return kept.get(state, at(tag, f)) != 0;
    }

    /** The target of a translation that it {@link #has}. */
    public int target(long[] state, int tag, int f) {
        return kept.get(state, at(tag, f)) - 1;
    }

    /** What it has of a frame number under a tag, as a person reads it. */
    public String text(long[] state, int tag, int f) {
        return kept.text(state, at(tag, f));
    }

    /** Keeps a translation, in the place of any other of the same frame number and tag. */
    public void keep(long[] state, int tag, int f, int target) {
        kept.set(state, at(tag, f), target + 1);
    }

    /** Forgets what it has of a frame number under a tag. */
    public void flush(long[] state, int tag, int f) {
        kept.set(state, at(tag, f), 0);
    }

    /** Forgets all that it has under a tag. */
    public void flush(long[] state, int tag) {
        for (int f = 0; f < frame.size(); f++) {
            flush(state, tag, f);
        }
    }

    /** Tells of each translation under a tag that the function which was told of last could have made it forget. */
    public void could(Acts acts, long[] state, int tag) {
        for (int f = 0; f < frame.size(); f++) {
            could(acts, state, tag, f);
        }
    }

    /** The same of the translation of one frame number. */
    public void could(Acts acts, long[] state, int tag, int f) {
        if (has(state, tag, f)) {
            acts.could(kept, at(tag, f));
        }
    }

    private int at(int tag, int f) {
        return tag * frame.size() + f;
    }
}
