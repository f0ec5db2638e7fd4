package dev.stalemate.patch.ioreq;

import com.google.common.collect.ImmutableSet;
import dev.stalemate.model.Design;
import dev.stalemate.patch.talk.Announcement;
import dev.stalemate.patch.talk.Plays;
import dev.stalemate.patch.talk.Talk;

/** How programs play designs of ioreq-mapcache. */
public final class IoreqPlays implements Plays {
    @Override
    public String system() {
        return "ioreq-mapcache";
    }

    @Override
    public ImmutableSet<String> calls() {
        return ImmutableSet.of("free", "end", IoreqPlayed.RESUME);
    }

    @Override
    public Design design(String name, String says, Design base, Announcement announced, Talk talk) {
        if (!announced.keeps().isEmpty() || announced.mtrrCopies() > 0) {
            throw new IllegalArgumentException("a design of ioreq-mapcache keeps nothing but the flag");
        }
        if (!announced.calls().contains("free") || !announced.calls().contains("end")) {
            throw new IllegalArgumentException(
                    "a design of ioreq-mapcache has both p2m_free_entry() and vcpu_end_of_hypercall()");
        }
        return new IoreqPlayed(name, says, base, announced.calls().contains(IoreqPlayed.RESUME), talk);
    }
}
