package dev.stalemate.patch.zaplist;

import com.google.common.collect.ImmutableSet;
import dev.stalemate.model.Design;
import dev.stalemate.patch.talk.Announcement;
import dev.stalemate.patch.talk.Plays;
import dev.stalemate.patch.talk.Talk;

/** How programs play designs of zap-list. */
public final class ZapListPlays implements Plays {
    @Override
    public String system() {
        return "zap-list";
    }

    @Override
    public ImmutableSet<String> calls() {
        return ImmutableSet.of("update");
    }

    @Override
    public Design design(String name, String says, Design base, Announcement announced, Talk talk) {
        if (!announced.keeps().isEmpty() || announced.mtrrCopies() > 0) {
            throw new IllegalArgumentException("a design of zap-list keeps nothing of its own from update to update");
        }
        return new ZapListPlayed(name, says, talk);
    }
}
