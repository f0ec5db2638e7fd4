package dev.stalemate.systems.splitentries;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.LinuxCommits;
import dev.stalemate.sources.XenCommits;

/** Page-table entries of 64 bits that are stored in parts while they are read. */
public final class SplitEntriesSystem extends SystemPage<LiveDesign> {
    /** The system and its scopes. */
    public SplitEntriesSystem() {
        super(
                "split-entries",
                "Live page-table entries that are stored field by field, or half by half: what hardware and readers without a lock find",
                LiveDesign.ALL,
                LiveSettings.ALL);
        scope("amd-link", "entry=amd-pte");
        scope("amd-replace", "entry=amd-pte,change=replace");
        scope("amd-split", "entry=amd-pte,change=split");
        scope("spte", "entry=spte,change=turns");
        scope("lockless", "entry=spte,change=turns,reader=halves");
    }

    @Override
    public Releases releases() {
        return LiveReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        LiveClaims.all(claims.naming(LinuxCommits.ALL).naming(XenCommits.ALL));
    }

    @Override
    protected void describe(LiveDesign design, Scope scope, Model.Builder model) {
        LiveFields f = new LiveFields(scope, design);
        model.layout(f.layout)
                .startingAt(f.initial())
                .actions(new LiveActions(f).all())
                .laws(new LiveLaws(f).all());
    }
}
