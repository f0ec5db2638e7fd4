package dev.stalemate.patch.xen;

import com.google.common.collect.ImmutableSet;
import dev.stalemate.model.Design;
import dev.stalemate.patch.talk.Announcement;
import dev.stalemate.patch.talk.Plays;
import dev.stalemate.patch.talk.Talk;
import dev.stalemate.systems.xen.design.XenDesign;

/** How programs play designs of xen-ept. */
public final class XenPlays implements Plays {
    @Override
    public String system() {
        return "xen-ept";
    }

    @Override
    public ImmutableSet<String> calls() {
        return XenCall.NAMES;
    }

    @Override
    public Design design(String name, String says, Design base, Announcement announced, Talk talk) {
        if (!announced.keeps().isEmpty() || announced.mtrrCopies() > 0) {
            throw new IllegalArgumentException("a design of xen-ept keeps nothing of its own from event to event");
        }
        return XenPlayed.of(name, says, (XenDesign) base, announced, talk);
    }
}
