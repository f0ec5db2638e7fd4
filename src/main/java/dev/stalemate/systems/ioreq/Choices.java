package dev.stalemate.systems.ioreq;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A design as a list of choices, all of them made before anybody asks; what is not chosen is {@link IoreqDesign}'s. */
final class Choices implements IoreqDesign {
    private final String name;
    private final String says;
    private final Set<Freed> flagging = EnumSet.allOf(Freed.class);
    private Flag flag = Flag.VCPU;
    private Foreign foreign = Foreign.FLAG;
    private Wait waits = Wait.ALL;
    private Server server = Server.CAREFUL;
    private boolean pauses;
    private boolean looksWhenPreempted = true;
    private boolean looksOnResume = true;
    private boolean readsFirst = true;
    private boolean flagsFirst;
    private boolean clearsLate;

    Choices(String name, String says) {
        this.name = name;
        this.says = says;
    }

    Choices flag(Flag whose) {
        flag = whose;
        return this;
    }

    Choices foreign(Foreign does) {
        foreign = does;
        return this;
    }

    Choices flagging(Freed... freed) {
        flagging.retainAll(List.of(freed));
        return this;
    }

    Choices waiting(Wait whom) {
        waits = whom;
        return this;
    }

    Choices servers(Server how) {
        server = how;
        return this;
    }

    Choices pauses() {
        pauses = true;
        return this;
    }

    Choices looks(boolean whenPreempted, boolean onResume) {
        looksWhenPreempted = whenPreempted;
        looksOnResume = onResume;
        return this;
    }

    Choices onlyClears() {
        readsFirst = false;
        return this;
    }

    Choices beforehand() {
        flagsFirst = true;
        return this;
    }

    Choices late() {
        clearsLate = true;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String says() {
        return says;
    }

    @Override
    public Flag flag() {
        return flag;
    }

    @Override
    public boolean flags(Freed freed) {
        return flagging.contains(freed);
    }

    @Override
    public boolean flagsFirst() {
        return flagsFirst;
    }

    @Override
    public boolean readsFirst() {
        return readsFirst;
    }

    @Override
    public boolean clearsLate() {
        return clearsLate;
    }

    @Override
    public boolean looksWhenPreempted() {
        return looksWhenPreempted;
    }

    @Override
    public boolean looksOnResume() {
        return looksOnResume;
    }

    @Override
    public Foreign foreign() {
        return foreign;
    }

    @Override
    public boolean pausesForForeign() {
        return pauses;
    }

    @Override
    public Wait waits() {
        return waits;
    }

    @Override
    public Server server() {
        return server;
    }

    @Override
    public String toString() {
        return name;
    }
}
