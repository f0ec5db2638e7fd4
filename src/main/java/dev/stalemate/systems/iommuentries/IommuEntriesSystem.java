package dev.stalemate.systems.iommuentries;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.LinuxCommits;
import dev.stalemate.sources.XenCommits;
import dev.stalemate.systems.iommuentries.EntrySettings.Change;
import java.util.ArrayList;
import java.util.List;

/** Entries of IOMMUs that are stored word by word and fetched in pieces. */
public final class IommuEntriesSystem extends SystemPage<EntryDesign> {
    /** The system and its scopes. */
    public IommuEntriesSystem() {
        super(
                "iommu-entries",
                "Entries of IOMMUs that are stored word by word and fetched in pieces: set up, replaced, torn down, and flushed",
                EntryDesign.ALL,
                EntrySettings.ALL);
        scope("tear-down", "change=tear-down");
        scope("set-up", "change=set-up");
        scope("first-stage", "entry=first-stage");
        scope("context", "zero-id=refused");
        scope("link", "change=link,snoops=off");
        scope("wide", "entry=first-stage,fetch=word,fetch-order=any,other=takes-id");
    }

    @Override
    public Releases releases() {
        return EntryReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        EntryClaims.all(claims.naming(LinuxCommits.ALL).naming(XenCommits.ALL));
    }

    @Override
    protected void describe(EntryDesign design, Scope scope, Model.Builder model) {
        if (scope.get(EntrySettings.CHANGE) == Change.LINK) {
            new LinkedTable(scope, design).describe(model);
            return;
        }
        EntryFields f = new EntryFields(scope, design);
        List<Action> actions = new ArrayList<>(new EntryDriver(f).all());
        actions.addAll(new EntryHardware(f).all());
        model.layout(f.layout).startingAt(f.initial()).actions(actions).laws(new EntryLaws(f).all());
    }
}
