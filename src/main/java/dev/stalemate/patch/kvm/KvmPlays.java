package dev.stalemate.patch.kvm;

import com.google.common.collect.ImmutableSet;
import dev.stalemate.model.Design;
import dev.stalemate.patch.talk.Announcement;
import dev.stalemate.patch.talk.Plays;
import dev.stalemate.patch.talk.Talk;
import dev.stalemate.systems.kvm.KvmDesign;

/** How programs play designs of KVM. */
public final class KvmPlays implements Plays {
    @Override
    public String system() {
        return "kvm";
    }

    @Override
    public ImmutableSet<String> calls() {
        return KvmPlayed.CALLS;
    }

    @Override
    public Design design(String name, String says, Design base, Announcement announced, Talk talk) {
        return new KvmPlayed(name, says, (KvmDesign) base, announced, talk);
    }
}
