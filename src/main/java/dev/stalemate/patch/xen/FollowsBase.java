package dev.stalemate.patch.xen;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.NamedDesign;
import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.design.XenFunctions;
import dev.stalemate.systems.xen.leaf.EmtTable;

/** A design that decides as its base does wherever no call asks a program. */
abstract class FollowsBase extends NamedDesign implements XenDesign {
    final XenDesign base;

    FollowsBase(String name, String says, XenDesign base) {
        super(name, says);
        this.base = base;
    }

    @Override
    public final XenFunctions functions() {
        return base.functions();
    }

    @Override
    public final EmtTable table() {
        return base.table();
    }

    @Override
    public final void rangePermitted(Hvm domain, boolean flushPermittedBefore, TypeChange change) {
        base.rangePermitted(domain, flushPermittedBefore, change);
    }

    @Override
    public final void rangeDenied(Hvm domain, boolean flushPermittedBefore, TypeChange change) {
        base.rangeDenied(domain, flushPermittedBefore, change);
    }

    @Override
    public final int mostPins() {
        return base.mostPins();
    }

    @Override
    public final long firstToLookUp(long gfn, int order) {
        return base.firstToLookUp(gfn, order);
    }

    @Override
    public final MemType effective(int leaf, MemType pat) {
        return base.effective(leaf, pat);
    }

    @Override
    public final boolean expectsSpuriousExits() {
        return base.expectsSpuriousExits();
    }

    @Override
    public final int savedPair(int n) {
        return base.savedPair(n);
    }

    @Override
    public final boolean resolvesBeforeSetting() {
        return base.resolvesBeforeSetting();
    }

    @Override
    public final boolean clearsMarked() {
        return base.clearsMarked();
    }

    @Override
    public final boolean resolvesOneEntry() {
        return base.resolvesOneEntry();
    }

    @Override
    public final boolean keepsPageIfNotRemoved() {
        return base.keepsPageIfNotRemoved();
    }

    @Override
    public final boolean sweepsOnlyRemoved() {
        return base.sweepsOnlyRemoved();
    }

    @Override
    public final boolean freesReplaced() {
        return base.freesReplaced();
    }

    @Override
    public final boolean looksUpLocked() {
        return base.looksUpLocked();
    }

    @Override
    public final boolean refusesOthersPage() {
        return base.refusesOthersPage();
    }

    @Override
    public final boolean refusesFreePage() {
        return base.refusesFreePage();
    }

    @Override
    public final boolean freesBeforeCleared() {
        return base.freesBeforeCleared();
    }

    @Override
    public final void cachesCleaned(Hvm domain, TypeChange change) {
        base.cachesCleaned(domain, change);
    }

    @Override
    public final void domainStarted(Hvm domain, TypeChange change) {
        base.domainStarted(domain, change);
    }
}
